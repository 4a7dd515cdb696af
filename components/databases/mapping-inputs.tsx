'use client'

import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { ChangeOperation, TableMapping } from '#contract/database.ts'
import { eventCatalogue } from '#contract/event.ts'
import { CheckField, SelectField, TextField } from '#components/ui/field.tsx'
import { isTime } from './edit-mapping.ts'
import type { MappingEditorProps } from './mapping-editor.tsx'

const operations: readonly ChangeOperation[] = ['insert', 'update', 'delete']
const own = new Set(['source.silent', 'source.heard', 'source.canary', 'wall.tried'])
const types = Object.keys(eventCatalogue).filter((type) => !own.has(type))

/** Which changes of a row become which event, about what, and when it happened. */
export function MappingInputs({ mapping, table, at, onChange }: MappingEditorProps) {
  const t = useTranslations('databases.meaning')
  const id = useId()
  const change = (changed: Partial<TableMapping>): void => {
    onChange({ ...mapping, ...changed })
  }
  return (
    <div className="grid gap-3 tablet:grid-cols-2 tablet:gap-x-6">
      <Changes
        on={mapping.on}
        error={at('on')}
        onChange={(on) => {
          change({ on })
        }}
      />
      <TextField
        label={t('type')}
        hint={t('typeHint')}
        error={at('type')}
        list={id}
        value={mapping.type}
        autoCapitalize="none"
        onChange={(event) => {
          change({ type: event.currentTarget.value.trim() })
        }}
      />
      <datalist id={id}>
        {types.map((type) => (
          <option key={type} value={type}>
            {type}
          </option>
        ))}
      </datalist>
      <AboutInputs mapping={mapping} table={table} at={at} onChange={onChange} />
    </div>
  )
}

/** About what, and when it happened. */
function AboutInputs({ mapping, table, at, onChange }: Omit<MappingEditorProps, 'others'>) {
  const t = useTranslations('databases.meaning')
  const columns = table.columns.filter(({ type }) => isTime(type)).map(({ name }) => name)
  const { occurredAt } = mapping
  // A number may say when, too; and one that is no longer there stays in sight until another is chosen.
  const times = occurredAt === undefined || columns.includes(occurredAt) ? columns : [occurredAt, ...columns]
  return (
    <>
      <TextField
        label={t('subject')}
        hint={t('subjectHint')}
        error={at('subject')}
        value={mapping.subject ?? ''}
        autoCapitalize="none"
        onChange={(event) => {
          const { subject: _, ...rest } = mapping
          const subject = event.currentTarget.value
          onChange(subject === '' ? rest : { ...rest, subject })
        }}
      />
      <SelectField
        label={t('time')}
        hint={t('timeHint')}
        error={at('occurredAt')}
        value={mapping.occurredAt ?? ''}
        options={[{ value: '', label: t('committed') }, ...times.map((name) => ({ value: name, label: name }))]}
        onChange={(event) => {
          const { occurredAt: _, ...rest } = mapping
          const column = event.currentTarget.value
          onChange(column === '' ? rest : { ...rest, occurredAt: column })
        }}
      />
      {table.columns.some(({ type }) => type.startsWith('timestamp') && !type.includes('with time zone')) && (
        <TextField
          label={t('zone')}
          hint={t('zoneHint')}
          error={at('timeZone')}
          placeholder="UTC"
          defaultValue={mapping.timeZone ?? ''}
          onChange={(event) => {
            const { timeZone: _, ...rest } = mapping
            const zone = event.currentTarget.value.trim()
            onChange(zone === '' ? rest : { ...rest, timeZone: zone })
          }}
        />
      )}
    </>
  )
}

interface ChangesProps {
  on: readonly ChangeOperation[]
  error: string | undefined
  onChange: (on: ChangeOperation[]) => void
}

/** At least one of the three stays. */
function Changes({ on, error, onChange }: ChangesProps) {
  const t = useTranslations('databases.meaning')
  return (
    <fieldset>
      <legend className="mb-1.5 text-12 font-medium">{t('when')}</legend>
      <div className="flex min-h-8 flex-wrap items-center gap-x-4">
        {operations.map((operation) => (
          <CheckField
            key={operation}
            label={t(`operations.${operation}`)}
            checked={on.includes(operation)}
            disabled={on.length === 1 && on.includes(operation)}
            onChange={(event) => {
              const isOn = event.currentTarget.checked
              onChange(operations.filter((each) => (each === operation ? isOn : on.includes(each))))
            }}
          />
        ))}
      </div>
      {error !== undefined && (
        <p role="alert" className="text-12 text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}
