'use client'

import { CalendarX } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { ViewSnapshot } from '#contract/view.ts'
import type { MeetingBriefRow } from '#contract/views/meetings.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { meaningOf } from '#components/live/refusal-meaning.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { useView } from '#components/live/use-view.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { FullState } from '#components/states/full-state.tsx'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { AttendeeItem } from './attendee-item.tsx'
import { BriefHead } from './brief-head.tsx'
import { BriefSkeleton } from './meetings-skeleton.tsx'
import { BriefSection } from './brief-section.tsx'
import { ProductTable } from './product-table.tsx'
import { SinceList } from './since-list.tsx'
import { WorthSaying } from './worth-saying.tsx'

interface MeetingBriefProps {
  id: string
  initial?: ViewSnapshot
  /** There was none when the page was rendered. */
  isUnknown?: boolean
}

/** Everything about one meeting on one page, live to the last minute, and as it stands on paper. */
export function MeetingBrief({ id, initial, isUnknown = false }: MeetingBriefProps) {
  const t = useTranslations('meetings')
  const topic = `meeting:${id}` as const
  const { rows, refusal } = useView(topic, initial)
  const viewAge = useViewAge({ topic, initial, inFlight: 0, empty: false })
  const now = useServerNow(1000) ?? 0
  const { meeting, attendees, products, since } = useMemo(() => readRows(rows), [rows])
  const refused = meaningOf(refusal)
  if (refused === 'forbidden') return <Forbidden level={2} />
  if (refused === 'unknown' || (isUnknown && meeting === undefined)) return <NoSuchMeeting />
  if (meeting === undefined) return <BriefSkeleton />
  const age = <AgeMark age={viewAge.age} now={viewAge.now} />
  return (
    <article
      aria-labelledby="meeting"
      data-grey={viewAge.grey}
      className={`min-w-0 p-4 tablet:px-8 tablet:pt-5 tablet:pb-6 print:p-0 ${viewAge.grey ? 'text-stale' : ''}`}
    >
      <BriefHead meeting={meeting} now={now} />
      <div className="desk:grid desk:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)] desk:gap-x-10 print:grid print:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)] print:gap-x-8">
        <div>
          <BriefSection id="who" title={t('who')} aside={age} isFirst>
            {attendees.length === 0 && <p className="py-2 text-ink-muted">{t('nobody')}</p>}
            <ul>
              {attendees.map((attendee) => (
                <AttendeeItem key={attendee.place} attendee={attendee} now={now} grey={viewAge.grey} />
              ))}
            </ul>
            {meeting.team.length > 0 && (
              <p className="py-2 text-12 text-ink-muted">{t('team', { people: meeting.team.join(', ') })}</p>
            )}
          </BriefSection>
          <ProductTable products={products} age={age} />
        </div>
        <div className="max-desk:border-t max-desk:border-line print:border-t-0">
          <WorthSaying attendees={attendees} products={products} now={now} />
          {since !== undefined && <SinceList since={since} attendees={attendees} now={now} />}
        </div>
      </div>
    </article>
  )
}

function NoSuchMeeting() {
  const t = useTranslations('meetings')
  return (
    <FullState level={2} Icon={CalendarX} title={t('unknown')}>
      <p className="text-ink-muted">{t('unknownWhy')}</p>
    </FullState>
  )
}

function readRows(rows: ReadonlyMap<string, MeetingBriefRow>) {
  const all = [...rows.values()]
  return {
    meeting: all.find((row) => row.kind === 'meeting'),
    attendees: all.filter((row) => row.kind === 'attendee').toSorted((a, b) => a.place - b.place),
    products: all
      .filter((row) => row.kind === 'product')
      .toSorted((a, b) => b.seen - a.seen || a.sku.localeCompare(b.sku)),
    since: all.find((row) => row.kind === 'since'),
  }
}
