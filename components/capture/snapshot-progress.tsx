'use client'

import { useTranslations } from 'next-intl'
import type { CapturePhase, CaptureState } from '#contract/capture-state.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { Bar } from './bar.tsx'

type Snapshot = NonNullable<CaptureState['snapshot']>

/** The rows that were there before, table by table, while they are copied and stored; afterwards a line. */
export function SnapshotProgress({ snapshot, phase, now }: { snapshot: Snapshot; phase: CapturePhase; now: number }) {
  const t = useTranslations('capture')
  const formats = useFormats()
  const { tables, stored, finishedAt } = snapshot
  const copied = tables.reduce((sum, table) => sum + table.copied, 0)
  const storedWords = t('stored', { count: formats.integer(stored) })
  return (
    <section aria-label={t('snapshot')} className="grid gap-2 border-t border-line pt-4">
      <h4 className="flex flex-wrap justify-between gap-x-4 text-12 font-medium">
        {t('snapshot')}
        <span className="font-text text-ink-muted">{storedWords}</span>
      </h4>
      {finishedAt === null ? (
        <>
          {phase === 'storing' && (
            <Bar label={t('snapshot')} words={storedWords} share={copied === 0 ? 0 : stored / copied} tone="accent" />
          )}
          <ul className="grid gap-x-8 gap-y-2 tablet:grid-cols-2">
            {tables.map((table) => (
              <TableProgress key={table.table} table={table} />
            ))}
          </ul>
        </>
      ) : (
        <p role="status" className="text-12 text-ink-muted">
          {t('snapshotDone', { time: formats.since(finishedAt, now) })}
        </p>
      )}
    </section>
  )
}

function TableProgress({ table: { table, copied, total } }: { table: Snapshot['tables'][number] }) {
  const t = useTranslations('capture')
  const formats = useFormats()
  const words = t('snapshotOf', { copied: formats.integer(copied), total: formats.integer(Math.max(copied, total)) })
  return (
    <li className="min-w-0">
      <p className="flex justify-between gap-3 text-12">
        <span className="truncate">{table}</span>
        <span className="whitespace-nowrap text-ink-muted">{words}</span>
      </p>
      <Bar label={table} words={words} share={total <= 0 ? Number(copied > 0) : copied / total} tone="accent" />
    </li>
  )
}
