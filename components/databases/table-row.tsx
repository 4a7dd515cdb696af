'use client'

import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { CaptureMode, InspectedTable, PolledTable } from '#contract/database.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { isSuggested } from './draft.ts'
import { isTime } from './edit-mapping.ts'
import type { WrongAt } from './pointer.ts'
import { markOf } from './table-choice.ts'

interface TableRowProps {
  table: InspectedTable
  capture: CaptureMode
  isChosen: boolean
  /** How it is polled, where it is. */
  read: PolledTable | undefined
  /** What is wrong with it, or at a place of how it is read. */
  at: WrongAt
  onPick: (isChosen: boolean) => void
  onRead: (read: PolledTable) => void
}

/** A table to choose, with its size, its key and what should be known of it. */
export function TableRow({ table, capture, isChosen, read, at, onPick, onRead }: TableRowProps) {
  const t = useTranslations('databases.tables')
  const formats = useFormats()
  const id = useId()
  const mark = markOf(table, capture)
  const wrong = read === undefined || at('table') !== undefined ? at() : undefined
  return (
    <li className="border-b border-line last:border-b-0">
      <div className="relative grid min-h-9 grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 px-2 py-1.5 hover:bg-fill has-checked:bg-accent-soft has-focus-visible:shadow-(--focus) max-tablet:min-h-12">
        <input
          id={id}
          type="checkbox"
          checked={isChosen}
          disabled={!table.canSelect && !isChosen}
          aria-describedby={`${id}-facts`}
          onChange={(event) => {
            onPick(event.currentTarget.checked)
          }}
          className="relative z-1 size-4 accent-(--accent) focus-visible:shadow-none"
        />
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <label
            htmlFor={id}
            className={`font-strong wrap-anywhere ${table.canSelect ? 'cursor-pointer after:absolute after:inset-0' : 'text-ink-muted'}`}
          >
            {table.table}
          </label>
          {isSuggested(table) && <span className="text-11 text-accent">{t('suggested')}</span>}
        </span>
        <span
          id={`${id}-facts`}
          className="flex flex-wrap justify-end gap-x-4 text-12 text-ink-muted max-tablet:col-start-2 max-tablet:col-end-4 max-tablet:justify-start"
        >
          <span className="tablet:w-28 tablet:text-right">
            {t('rows', { count: formats.integer(Math.max(0, table.estimatedRows)) })}
          </span>
          <span className="tablet:w-18 tablet:text-right">{formats.bytes(table.bytes)}</span>
          <span className="truncate tablet:w-36">
            {table.primaryKey.length === 0 ? t('noKey') : t('key', { columns: table.primaryKey.join(', ') })}
          </span>
        </span>
        {mark !== null && <p className="col-start-2 col-end-4 pb-1 text-12 text-warn">{t(`marks.${mark}`)}</p>}
        {wrong !== undefined && (
          <p role="alert" className="col-start-2 col-end-4 pb-1 text-12 text-bad">
            {wrong}
          </p>
        )}
      </div>
      {read !== undefined && <ReadInputs table={table} read={read} at={at} onRead={onRead} />}
    </li>
  )
}

/** How a polled table is read: by which column it is seen to have changed, and what tells its rows apart. */
function ReadInputs({
  table,
  read,
  at,
  onRead,
}: {
  table: InspectedTable
  read: PolledTable
  at: WrongAt
  onRead: (read: PolledTable) => void
}) {
  const t = useTranslations('databases.tables')
  const columns = table.columns.toSorted((a, b) => Number(isTime(b.type)) - Number(isTime(a.type)))
  return (
    <div className="grid gap-3 bg-accent-soft px-2 pb-3 tablet:grid-cols-2 tablet:pl-9">
      <SelectField
        label={t('cursor', { table: table.table })}
        value={read.cursor}
        hint={t('cursorHint')}
        error={at('cursor')}
        options={[
          { value: '', label: t('chooseColumn') },
          ...columns.map(({ name, type }) => ({ value: name, label: `${name} (${type})` })),
        ]}
        onChange={(event) => {
          onRead({ ...read, cursor: event.currentTarget.value })
        }}
      />
      {table.primaryKey.length === 0 && (
        <TextField
          label={t('readKey', { table: table.table })}
          hint={t('readKeyHint')}
          error={at('key')}
          defaultValue={read.key.join(', ')}
          onChange={(event) => {
            const names = event.currentTarget.value.split(',').map((name) => name.trim())
            onRead({ ...read, key: names.filter((name) => name !== '') })
          }}
        />
      )}
    </div>
  )
}
