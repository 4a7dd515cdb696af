'use client'

import { useTranslations } from 'next-intl'
import type { AttendeeRow, SinceRow } from '#contract/views/meetings.ts'
import { EntryWords } from '#components/customers/entry-words.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { BriefSection } from './brief-section.tsx'
import { useAttendeeName } from './use-attendee-name.ts'

interface SinceListProps {
  since: SinceRow
  attendees: readonly AttendeeRow[]
  now: number
}

/** What has happened since the last meeting with any of them, and to whom where several come. */
export function SinceList({ since, attendees, now }: SinceListProps) {
  const t = useTranslations('meetings.since')
  const nameOf = useAttendeeName()
  const formats = useFormats()
  const { at, entries, pages, people, isMore } = since
  const whoOf = (places: readonly number[]): string =>
    attendees.flatMap((each) => (places.includes(each.place) ? [nameOf(each)] : [])).join(', ')
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
            <span className="min-w-0">
              {attendees.length > 1 && <span className="wrap-anywhere text-ink-muted">{whoOf(entry.places)} · </span>}
              <EntryWords entry={entry} now={now} />
            </span>
          </li>
        ))}
      </ul>
      {pages > 0 && <p className="py-1.75 text-ink-muted">{t(isMore ? 'pagesAtLeast' : 'pages', { pages, people })}</p>}
    </BriefSection>
  )
}
