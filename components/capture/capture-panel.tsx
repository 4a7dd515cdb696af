'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { Source } from '#contract/api.ts'
import type { CaptureState } from '#contract/capture-state.ts'
import type { DatabaseProblem } from '#contract/database.ts'
import { databaseConfigSchema } from '#contract/database.ts'
import type { SourcesRow } from '#contract/views/sources.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { ProblemNote } from '#components/databases/problem-note.tsx'
import { Section } from '#components/sources/section.tsx'
import type { ViewAge } from '#components/wall/use-view-age.ts'
import { BeginAnew } from './begin-anew.tsx'
import { captureAge } from './capture-age.ts'
import { CaptureFacts } from './capture-facts.tsx'
import { CaptureGaps } from './capture-gaps.tsx'
import { ChangeConnection } from './change-connection.tsx'
import { Disconnect } from './disconnect.tsx'
import { Meanings, meaningsHref } from './meanings.tsx'
import { SnapshotProgress } from './snapshot-progress.tsx'

interface CapturePanelProps {
  source: Source
  /** Absent until the view has it. */
  row: SourcesRow | undefined
  viewAge: ViewAge
}

/** A captured database, live: what is captured, how far it is, and what stands in the way. */
export function CapturePanel({ source, row, viewAge }: CapturePanelProps) {
  const t = useTranslations('capture')
  const capture = row?.capture ?? null
  return (
    <Section title={t('title')}>
      <CapturedTables source={source} />
      {row === undefined || capture === null ? (
        <p role="status" className="text-ink-muted">
          {t('none')}
        </p>
      ) : (
        <Captured row={row} capture={capture} viewAge={viewAge} />
      )}
    </Section>
  )
}

/** What may be done about a capture: first what its state asks for. */
export function CaptureActions({ source, row }: Omit<CapturePanelProps, 'viewAge'>) {
  const capture = row?.capture ?? null
  const anew = <BeginAnew key="anew" slug={source.slug} capture={capture} />
  const connection = <ChangeConnection key="connection" slug={source.slug} />
  return (
    <>
      <Meanings source={source} />
      {capture?.phase === 'given-up' ? [anew, connection] : [connection, anew]}
      <Disconnect source={source} />
    </>
  )
}

/** The way and the tables, as the source's settings have them. */
function CapturedTables({ source }: { source: Source }) {
  const t = useTranslations('capture')
  const ways = useTranslations('databases.ways')
  const parsed = databaseConfigSchema.safeParse(source.config)
  if (!parsed.success) return null
  const config = parsed.data
  const tables = config.capture === 'poll' ? config.reads.map(({ table }) => table) : config.tables
  return (
    <p className="mb-3 text-12 wrap-anywhere text-ink-muted">
      {t('captured', { way: ways(`${config.capture}.name`), tables: tables.join(', ') })}
    </p>
  )
}

/** What other tables or other meanings put right. */
const ofMeanings = new Set<DatabaseProblem>(['schema-changed', 'mapping-failed', 'table-unknown', 'column-unknown'])

function Captured({ row, capture, viewAge }: { row: SourcesRow; capture: CaptureState; viewAge: ViewAge }) {
  const t = useTranslations('capture')
  const { phase, problem, snapshot, gaps } = capture
  const isLost = phase === 'given-up'
  return (
    <div data-phase={phase} data-grey={viewAge.grey} className={`grid gap-5 ${viewAge.grey ? 'text-stale' : ''}`}>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1">
        <div role="status" className="min-w-0">
          <p className={`text-15 font-strong ${isLost && !viewAge.grey ? 'text-bad' : ''}`}>
            {t(`phases.${phase}.name`)}
          </p>
          <p className="text-12 text-ink-muted">
            {phase === 'waiting' && problem !== null ? t('retrying') : t(`phases.${phase}.what`)}
          </p>
        </div>
        <p className="text-12">
          <AgeMark age={captureAge(row, capture, viewAge)} now={viewAge.now} />
        </p>
      </div>
      {problem !== null && (
        <ProblemNote code={problem.code} detail={problem.detail}>
          {ofMeanings.has(problem.code) && (
            <Link
              href={meaningsHref(row.source)}
              className="inline-flex items-center justify-self-start font-strong text-accent underline max-tablet:min-h-11"
            >
              {t('meanings.change')}
            </Link>
          )}
        </ProblemNote>
      )}
      {snapshot !== null && <SnapshotProgress snapshot={snapshot} phase={phase} now={viewAge.now} />}
      <CaptureFacts capture={capture} now={viewAge.now} />
      {gaps.length > 0 && <CaptureGaps gaps={gaps} now={viewAge.now} />}
    </div>
  )
}
