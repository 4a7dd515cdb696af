'use client'

import { ArrowRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { Preview } from '#contract/database.ts'

type Previewed = Preview['rows'][number]
type Columns = ReadonlyMap<string, readonly string[]>

interface PreviewRowsProps {
  preview: Preview
  /** Columns of each table, in their order. */
  columns: Columns
}

/** Rows that are there beside the events that they would become: one for each meaning, and more on request. */
export function PreviewRows({ preview, columns }: PreviewRowsProps) {
  const t = useTranslations('databases.preview')
  return (
    <section aria-label={t('title')} className="mt-5">
      <h4 className="font-strong">{t('title')}</h4>
      <div role="status" className="text-12">
        {preview.errors.length > 0 ? (
          <ul className="grid gap-1 text-bad">
            {preview.errors.map(({ pointer, detail }) => (
              <li key={`${pointer} ${detail}`}>
                <code className="font-mono">{pointer}</code> <span lang="en">{detail}</span>
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-ink-muted">{preview.rows.length === 0 ? t('noRow') : t('what')}</p>
        )}
      </div>
      <ul className="mt-2 border-t border-line">
        {[...Map.groupBy(preview.rows, ({ mapping }) => mapping)].map(([mapping, [first, ...more]]) => (
          <li key={mapping} className="border-b border-line py-3">
            {first !== undefined && <PreviewedRow shown={first} columns={columns} />}
            {more.length > 0 && (
              <details className="mt-2">
                <summary className="text-12 text-ink-muted max-tablet:min-h-11">
                  {t('more', { count: more.length })}
                </summary>
                <ol>
                  {more.map((each, index) => (
                    // oxlint-disable-next-line react/no-array-index-key -- two rows may be alike, and the list never changes
                    <li key={index} className="border-t border-line py-3">
                      <PreviewedRow shown={each} columns={columns} />
                    </li>
                  ))}
                </ol>
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function PreviewedRow({ shown: { table, row, event, mapping }, columns }: { shown: Previewed; columns: Columns }) {
  const t = useTranslations('databases.preview')
  return (
    <div className="grid gap-x-4 gap-y-2 tablet:grid-cols-[minmax(0,1fr)_1rem_minmax(0,1fr)]">
      <div className="min-w-0">
        <p className="mb-1 text-12 text-ink-muted">{t('row', { table })}</p>
        <Facts facts={inOrder(row, columns.get(table) ?? [])} />
      </div>
      <ArrowRight aria-hidden="true" strokeWidth={1.6} className="mt-0.5 size-4 text-ink-faint max-tablet:rotate-90" />
      <Event event={event} mapping={mapping} />
    </div>
  )
}

function Event({ event, mapping }: { event: Previewed['event']; mapping: string }) {
  const t = useTranslations('databases.preview')
  if (event === null) return <p className="text-12 text-ink-muted">{t('noEvent', { mapping })}</p>
  const { type, subject, occurredAt, data } = event
  return (
    <div className="min-w-0">
      <p className="mb-1">
        <span className="font-strong">{type}</span>{' '}
        <span className="text-12 text-ink-muted">
          {[subject, occurredAt].filter((each) => each !== null).join(' · ')}
        </span>
      </p>
      <Facts facts={typeof data === 'object' && data !== null ? Object.entries(data) : [['data', data]]} />
    </div>
  )
}

function Facts({ facts }: { facts: readonly (readonly [string, unknown])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(5rem,auto)_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-12">
      {facts.map(([name, value]) => (
        <div key={name} className="col-span-2 grid grid-cols-subgrid">
          <dt className="wrap-anywhere text-ink-muted">{name}</dt>
          <dd className={`line-clamp-3 font-mono wrap-anywhere ${value === null ? 'text-ink-faint' : ''}`}>
            {shown(value)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function inOrder(row: Readonly<Record<string, unknown>>, columns: readonly string[]): [string, unknown][] {
  const place = (name: string): number => (columns.includes(name) ? columns.indexOf(name) : columns.length)
  return Object.entries(row).toSorted(([a], [b]) => place(a) - place(b))
}
