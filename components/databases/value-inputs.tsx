'use client'

import { useTranslations } from 'next-intl'
import type { MappedValue } from '#contract/database.ts'
import { control } from '#components/ui/field.tsx'

type ColumnValue = Extract<MappedValue, { column: string }>
type Of = NonNullable<ColumnValue['of']>

const conversions: readonly NonNullable<ColumnValue['as']>[] = [
  'text',
  'number',
  'minor-units',
  'boolean',
  'time',
  'json',
]
const decimals = [0, 1, 2, 3, 4] as const
/** Of most currencies. */
const usualDecimals = 2

interface ValueInputsProps<Value extends MappedValue> {
  /** Of the member of `data`. */
  name: string
  value: Value
  /** Some of the changes have a row before them. */
  hasBefore: boolean
  onChange: (value: MappedValue) => void
}

/** What the column's value becomes, and of which row it is; or the value that all rows have. */
export function ValueInputs({ name, value, hasBefore, onChange }: ValueInputsProps<MappedValue>) {
  const t = useTranslations('databases.meaning')
  if (!('column' in value)) {
    return (
      <input
        aria-label={t('constantOf', { name })}
        value={String(value.constant)}
        onChange={(event) => {
          onChange({ constant: event.currentTarget.value })
        }}
        className={control}
      />
    )
  }
  const shown = { name, value, hasBefore, onChange }
  return (
    <>
      {(hasBefore || value.of !== undefined) && <StateInput {...shown} />}
      <ConversionInput {...shown} />
      {value.as === 'minor-units' && <DecimalsInput {...shown} />}
    </>
  )
}

function ConversionInput({ name, value, onChange }: ValueInputsProps<ColumnValue>) {
  const t = useTranslations('databases.meaning')
  return (
    <select
      aria-label={t('as', { name })}
      value={value.as ?? ''}
      onChange={(event) => {
        const { as: _, digits: __, ...rest } = value
        const as = conversions.find((each) => each === event.currentTarget.value)
        onChange(as === undefined ? rest : { ...rest, as })
      }}
      className={control}
    >
      <option value="">{t('asIs')}</option>
      {conversions.map((each) => (
        <option key={each} value={each}>
          {t(`conversions.${each}`)}
        </option>
      ))}
    </select>
  )
}

function DecimalsInput({ name, value, onChange }: ValueInputsProps<ColumnValue>) {
  const t = useTranslations('databases.meaning')
  return (
    <select
      aria-label={t('decimals', { name })}
      value={value.digits ?? usualDecimals}
      onChange={(event) => {
        const { digits: _, ...rest } = value
        const digits = Number(event.currentTarget.value)
        onChange(digits === usualDecimals ? rest : { ...rest, digits })
      }}
      className={control}
    >
      {decimals.map((count) => (
        <option key={count} value={count}>
          {t('decimalsOf', { count })}
        </option>
      ))}
    </select>
  )
}

/** That a row is that after the change goes without saying; whoever has said it is shown it. */
function StateInput({ name, value, onChange }: ValueInputsProps<ColumnValue>) {
  const t = useTranslations('databases.meaning')
  const states: readonly Of[] = value.of === 'after' ? ['after', 'before'] : ['before']
  return (
    <select
      aria-label={t('state', { name })}
      value={value.of ?? ''}
      onChange={(event) => {
        const { of: _, ...rest } = value
        const of = states.find((each) => each === event.currentTarget.value)
        onChange(of === undefined ? rest : { ...rest, of })
      }}
      className={control}
    >
      <option value="">{t('states.now')}</option>
      {states.map((each) => (
        <option key={each} value={each}>
          {t(`states.${each}`)}
        </option>
      ))}
    </select>
  )
}
