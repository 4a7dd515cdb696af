'use client'

import { useTranslations } from 'next-intl'
import type { SinceRow } from '#contract/views/meetings.ts'
import { EntryWords } from '#components/customers/entry-words.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { BriefSection } from './brief-section.tsx'

/** What has happened since the last meeting with any of them. */
export function SinceList({ since, now }: { since: SinceRow; now: number }) {
  const t = useTranslations('meetings.since')
  const formats = useFormats()
  const { at, entries, pages, people, isMore } = since
  return (
    <BriefSection
      id="since"
      title={at === null ? t('firstTime') : t('title')}
      aside={at === null ? undefined : formats.since(at, now)}
    >
      {entries.length === 0 && pages === 0 && <p className="py-2 text-ink-muted">{t('nothing')}</p>}
      <ul>
        {entries.map((entry) => (
          <li
            key={entry.position}
            className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-3 border-b border-line py-1.75 last:border-0"
          >
            <time dateTime={new Date(entry.at).toISOString()} className="text-ink-faint">
              {formats.since(entry.at, now)}
            </time>
            <EntryWords entry={entry} now={now} />
          </li>
        ))}
      </ul>
      {pages > 0 && <p className="py-1.75 text-ink-muted">{t(isMore ? 'pagesAtLeast' : 'pages', { pages, people })}</p>}
    </BriefSection>
  )
}
