'use client'

import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { InspectedTable, PolledTable } from '#contract/database.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { durationFrom } from '#components/sources/duration-entry.ts'
import { DurationField } from '#components/sources/duration-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { CheckField, control } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import type { Draft, Inspected } from './draft.ts'
import { unreadable } from './draft.ts'
import type { Refusal, WrongAtName } from './pointer.ts'
import { wrongInTable } from './pointer.ts'
import { StepFoot } from './step.tsx'
import { TableRow } from './table-row.tsx'
import { choose, listed } from './table-choice.ts'

interface TablesStepProps {
  inspected: Inspected
  draft: Draft
  /** They are captured already: whether rows that are there come in first was said when that began. */
  isConnected?: boolean
  /** What was found wrong when they were to be saved. */
  refused: Refusal | null
  onChange: (change: Partial<Draft>) => void
  onContinue: () => void
}

/** Which tables are captured; the suggested ones first, then by name. */
export function TablesStep(props: TablesStepProps) {
  const { inspected, draft, isConnected = false, onChange, onContinue } = props
  const t = useTranslations('databases.tables')
  const common = useTranslations('databases')
  const [wrong, setWrong] = useState<string | undefined>()
  const isPolled = draft.capture === 'poll'
  const submit = (form: FormData): void => {
    const interval = isPolled ? durationFrom(form, 'interval') : draft.intervalSeconds
    if (draft.tables.length === 0) setWrong(t('none'))
    else if (unreadable(draft).length > 0) setWrong(t('unreadable', { tables: unreadable(draft).join(', ') }))
    else if (!(interval >= 1 && interval <= 86_400)) setWrong(t('intervalWrong'))
    else {
      onChange({ intervalSeconds: interval })
      onContinue()
    }
  }
  return (
    <Form
      aria-label={common('steps.tables')}
      noValidate
      onSend={(form) => {
        submit(new FormData(form))
      }}
    >
      {inspected.tables.length === 0 ? <p className="text-ink-muted">{t('empty')}</p> : <TableList {...props} />}
      <div className="mt-4 grid max-w-72 gap-3">
        {isPolled && (
          <DurationField
            label={t('interval')}
            name="interval"
            seconds={draft.intervalSeconds}
            hint={t('intervalHint')}
          />
        )}
        {!isConnected && (
          <CheckField
            label={t('snapshot')}
            checked={draft.snapshot}
            onChange={(event) => {
              onChange({ snapshot: event.currentTarget.checked })
            }}
          />
        )}
      </div>
      <StepFoot wrong={wrong}>
        <Button type="submit" variant="primary">
          {common('continue')}
        </Button>
      </StepFoot>
    </Form>
  )
}

function TableList({ inspected, draft, refused, onChange }: Omit<TablesStepProps, 'onContinue'>) {
  const t = useTranslations('databases.tables')
  const formats = useFormats()
  const [search, setSearch] = useState('')
  const wrongAt = wrongInTable(refused)
  const shown = listed(inspected.tables, search)
  const pick = (names: readonly string[], isChosen: boolean): void => {
    onChange({ tables: choose(inspected.tables, draft.tables, { names, isChosen }) })
  }
  const selectable = shown.filter(({ canSelect }) => canSelect).map(({ table }) => table)
  const chosen = inspected.tables.filter(({ table }) => draft.tables.includes(table)).length
  const areAllChosen = selectable.length > 0 && selectable.every((table) => draft.tables.includes(table))
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 pb-2">
        <label className="relative min-w-0 flex-1 basis-60">
          <span className="sr-only">{t('search')}</span>
          <Search
            aria-hidden="true"
            strokeWidth={1.6}
            className="absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint"
          />
          <input
            type="search"
            value={search}
            placeholder={t('search')}
            onChange={(event) => {
              setSearch(event.currentTarget.value)
            }}
            className={`${control} pl-8`}
          />
        </label>
        <Button
          className="max-tablet:h-11"
          disabled={selectable.length === 0}
          onClick={() => {
            pick(selectable, !areAllChosen)
          }}
        >
          {areAllChosen ? t('chooseNone') : t('chooseAll', { count: formats.integer(selectable.length) })}
        </Button>
        <p role="status" className="basis-full text-12 text-ink-muted">
          {t('chosen', { count: formats.integer(chosen), of: formats.integer(inspected.tables.length) })}
        </p>
      </div>
      <ul aria-label={t('list')} className="max-h-120 overflow-y-auto border-y border-line">
        {shown.map((table) => (
          <Listed key={table.table} {...{ table, draft, wrongAt, onChange }} onPick={pick} />
        ))}
        {shown.length === 0 && <li className="px-2 py-3 text-ink-muted">{t('notFound', { search })}</li>}
      </ul>
    </>
  )
}

interface ListedProps {
  table: InspectedTable
  draft: Draft
  wrongAt: WrongAtName
  onPick: (names: readonly string[], isChosen: boolean) => void
  onChange: (change: Partial<Draft>) => void
}

function Listed({ table, draft, wrongAt, onPick, onChange }: ListedProps) {
  const isChosen = draft.tables.includes(table.table)
  const read = draft.capture === 'poll' && isChosen ? draft.reads[table.table] : undefined
  return (
    <TableRow
      table={table}
      capture={draft.capture}
      isChosen={isChosen}
      read={read}
      at={(...path) => wrongAt(table.table, ...path)}
      onPick={(next) => {
        onPick([table.table], next)
      }}
      onRead={(changed: PolledTable) => {
        onChange({ reads: { ...draft.reads, [table.table]: changed } })
      }}
    />
  )
}
