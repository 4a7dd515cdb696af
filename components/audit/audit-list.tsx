'use client'

import { useTranslations } from 'next-intl'
import type { AuditEntry } from '#contract/audit.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useActionWords } from './use-action-words.ts'

const grid =
  'grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 tablet:grid-cols-[8.5rem_10rem_minmax(0,3fr)_minmax(0,2fr)_5rem_8.5rem]'

interface AuditListProps {
  entries: readonly AuditEntry[]
  /** Epoch ms, when the page was read. */
  readAt: number
}

/** Who did what, newest first: a line each, and two on a phone. */
export function AuditList({ entries, readAt }: AuditListProps) {
  const t = useTranslations('audit')
  return (
    <>
      <div
        aria-hidden="true"
        className={`${grid} sticky top-23 z-2 hidden h-7 items-center border-b border-line bg-surface px-6 text-12 text-ink-faint tablet:grid`}
      >
        <span>{t('when')}</span>
        <span>{t('who')}</span>
        <span>{t('what')}</span>
        <span>{t('said')}</span>
        <span>{t('outcome')}</span>
        <span>{t('from')}</span>
      </div>
      <ol aria-label={t('list')}>
        {entries.map((entry) => (
          <Line key={entry.id} entry={entry} readAt={readAt} />
        ))}
      </ol>
    </>
  )
}

function Line({ entry, readAt }: { entry: AuditEntry; readAt: number }) {
  const t = useTranslations('audit')
  const formats = useFormats()
  const words = useActionWords()
  const { who, subject, members, outcome, status, address } = entry
  const said = members.map((each) => wordsOfSaid(t, each)).join(', ')
  const at = Date.parse(entry.at)
  const isToday = formats.date(at) === formats.date(readAt)
  return (
    <li
      className={`${grid} min-h-12 content-center items-center border-b border-line px-4 py-1 text-12 text-ink-muted tablet:min-h-8 tablet:px-6`}
    >
      <time
        dateTime={entry.at}
        title={`${formats.day(at, readAt)}, ${formats.second(at)}`}
        className="truncate text-ink-faint max-tablet:order-2 max-tablet:text-right"
      >
        {isToday ? formats.second(at) : formats.since(at, readAt)}
      </time>
      <span className="truncate max-tablet:order-3" title={who.id ?? undefined}>
        {who.name}
        {who.kind !== 'person' && <span className="text-ink-faint"> · {t(`kinds.${who.kind}`)}</span>}
      </span>
      <span className="min-w-0 truncate max-tablet:order-1" title={subject ?? undefined}>
        <span className="font-strong text-ink">{words(entry.action, subject)}</span>
        {subject !== null && <span> {subject}</span>}
      </span>
      <span className="truncate max-tablet:hidden" title={said}>
        {said}
      </span>
      <span
        className={`max-tablet:order-4 max-tablet:text-right ${outcome === 'done' ? 'max-tablet:hidden' : outcome === 'refused' ? 'text-warn' : 'text-bad'}`}
      >
        {outcome !== 'done' && t(`outcomes.${outcome}`)}
        {outcome !== 'done' && status !== null && status >= 400 && ` · ${status}`}
      </span>
      <span
        className={`truncate ${outcome === 'done' ? 'max-tablet:order-4 max-tablet:text-right' : 'max-tablet:hidden'}`}
      >
        {address}
      </span>
    </li>
  )
}

/** A name, or a switch such as `enabled: true`. */
function wordsOfSaid(t: ReturnType<typeof useTranslations<'audit'>>, said: string): string {
  const [, member, value] = /^(.+): (true|false)$/.exec(said) ?? []
  return member === undefined ? said : t(value === 'true' ? 'saidOn' : 'saidOff', { member })
}
