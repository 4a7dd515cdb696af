'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { InspectedTable, MappedValue } from '#contract/database.ts'
import { control } from '#components/ui/field.tsx'
import { ColumnOptions } from './column-options.tsx'
import type { Member } from './edit-mapping.ts'
import { dataOf, membersOf } from './edit-mapping.ts'
import type { WrongAt } from './pointer.ts'
import { EditedRow, RowEditor } from './row-editor.tsx'
import { ValueInputs } from './value-inputs.tsx'

/** No column is called that: a name is never empty. */
const constantChoice = ''

interface DataInputsProps {
  title: string
  data: Readonly<Record<string, MappedValue>>
  table: InspectedTable
  /** Some of the changes have a row before them. */
  hasBefore?: boolean
  at: WrongAt
  onChange: (data: Record<string, MappedValue>) => void
}

/** Which columns become which members of `data`, and as what. */
export function DataInputs({ title, data, table, hasBefore = false, at, onChange }: DataInputsProps) {
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
          hasBefore={hasBefore}
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
  hasBefore: boolean
  error: string | undefined
  onChange: (member: Member) => void
  onRemove: () => void
}

function MemberRow({ member, table, hasBefore, error, onChange, onRemove }: MemberRowProps) {
  const t = useTranslations('databases.meaning')
  const { name, value } = member
  const chooseColumn = (column: string): void => {
    const of = 'column' in value ? value.of : undefined
    onChange({ name, value: column === constantChoice ? { constant: '' } : { column, ...(of && { of }) } })
  }
  return (
    <EditedRow removeLabel={t('removeMember', { name })} error={error} onRemove={onRemove}>
      <select
        aria-label={t('column', { name })}
        value={'column' in value ? value.column : constantChoice}
        onChange={(event) => {
          chooseColumn(event.currentTarget.value)
        }}
        className={control}
      >
        <ColumnOptions columns={table.columns} chosen={'column' in value ? value.column : constantChoice} withTypes />
        <option value={constantChoice}>{t('constant')}</option>
      </select>
      <ValueInputs
        name={name}
        value={value}
        hasBefore={hasBefore}
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
