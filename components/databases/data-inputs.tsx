'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { InspectedTable, MappedValue } from '#contract/database.ts'
import { control } from '#components/ui/field.tsx'
import type { Member } from './edit-mapping.ts'
import { dataOf, membersOf } from './edit-mapping.ts'
import type { WrongAt } from './pointer.ts'
import { EditedRow, RowEditor } from './row-editor.tsx'

type As = NonNullable<Extract<MappedValue, { column: string }>['as']>

const conversions: readonly As[] = ['text', 'number', 'minor-units', 'boolean', 'time', 'json']
/** No column is called that: a name is never empty. */
const constantChoice = ''

interface DataInputsProps {
  title: string
  data: Readonly<Record<string, MappedValue>>
  table: InspectedTable
  at: WrongAt
  onChange: (data: Record<string, MappedValue>) => void
}

/** Which columns become which members of `data`, and as what. */
export function DataInputs({ title, data, table, at, onChange }: DataInputsProps) {
  const t = useTranslations('databases.meaning')
  // A member whose name is being typed may be empty, or named like another: the mapping has only those that can be.
  const [members, setMembers] = useState<readonly Member[]>(() => membersOf(data))
  const change = (next: readonly Member[]): void => {
    setMembers(next)
    onChange(dataOf(next))
  }
  const add = (): void => {
    const used = new Set(members.map(({ value }) => ('column' in value ? value.column : '')))
    const column = table.columns.find(({ name }) => !used.has(name))?.name ?? table.columns[0]?.name ?? ''
    change([...members, { name: column, value: { column } }])
  }
  return (
    <RowEditor title={title} hint={t('saysHint')} addLabel={t('addMember')} onAdd={add}>
      {members.map((member, index) => (
        <MemberRow
          // oxlint-disable-next-line react/no-array-index-key -- members have no other identity while they are renamed
          key={index}
          member={member}
          table={table}
          error={member.name === '' ? t('nameless') : at(member.name)}
          onChange={(changed) => {
            change(members.with(index, changed))
          }}
          onRemove={() => {
            change(members.toSpliced(index, 1))
          }}
        />
      ))}
    </RowEditor>
  )
}

interface MemberRowProps {
  member: Member
  table: InspectedTable
  error: string | undefined
  onChange: (member: Member) => void
  onRemove: () => void
}

function MemberRow({ member, table, error, onChange, onRemove }: MemberRowProps) {
  const t = useTranslations('databases.meaning')
  const { name, value } = member
  return (
    <EditedRow removeLabel={t('removeMember', { name })} error={error} onRemove={onRemove}>
      <select
        aria-label={t('column', { name })}
        value={'column' in value ? value.column : constantChoice}
        onChange={(event) => {
          const column = event.currentTarget.value
          onChange({ name, value: column === constantChoice ? { constant: '' } : { column } })
        }}
        className={control}
      >
        {table.columns.map((column) => (
          <option key={column.name} value={column.name}>
            {column.name} ({column.type})
          </option>
        ))}
        <option value={constantChoice}>{t('constant')}</option>
      </select>
      <ValueInput
        name={name}
        value={value}
        onChange={(changed) => {
          onChange({ name, value: changed })
        }}
      />
      <span aria-hidden="true" className="text-12 text-ink-faint max-tablet:hidden">
        {t('named')}
      </span>
      <input
        aria-label={t('member', { name })}
        aria-invalid={error !== undefined}
        value={name}
        spellCheck={false}
        autoCapitalize="none"
        onChange={(event) => {
          onChange({ name: event.currentTarget.value, value })
        }}
        className={`${control} font-mono text-12`}
      />
    </EditedRow>
  )
}

interface ValueInputProps {
  name: string
  value: MappedValue
  onChange: (value: MappedValue) => void
}

/** What the column's value becomes, or the value that all rows have. */
function ValueInput({ name, value, onChange }: ValueInputProps) {
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
