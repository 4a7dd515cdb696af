'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { MeetingRow } from '#contract/views/meetings.ts'
import { durationOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useFormats } from '#components/format/use-formats.ts'
import type { MeetingDay } from './meeting-days.ts'
import { dayAfter, whenIs } from './meeting-days.ts'

interface MeetingListProps {
  days: readonly MeetingDay[]
  /** Id of the one whose brief is shown. */
  open: string | undefined
  now: number
  grey: boolean
}

/** In order, each with how long it is until then; the line says what time it is. */
export function MeetingList({ days, open, now, grey }: MeetingListProps) {
  const t = useTranslations('meetings')
  const formats = useFormats()
  const today = formats.date(now)
  const nameOf = (date: string): string | null => {
    if (date === today) return t('today')
    return date === dayAfter(today) ? t('tomorrow') : null
  }
  return days.map(({ date, at, meetings }) => (
    <section key={date} aria-labelledby={`day-${date}`} className={`mb-5 ${grey ? 'text-stale' : ''}`}>
      <h2 id={`day-${date}`} className="flex items-baseline gap-2 px-4 tablet:px-6">
        <span className="font-strong">{nameOf(date) ?? formats.day(at, now)}</span>
        {nameOf(date) !== null && (
          <span className="text-12 text-ink-muted">
            {date === today ? t('count', { count: meetings.length }) : formats.day(at, now)}
          </span>
        )}
      </h2>
      <ol className="mt-2">
        {meetings.map((meeting, index) => (
          <li key={meeting.id}>
            {date === today && isNowBefore(meetings, index, now) && <NowLine now={now} />}
            <MeetingLine meeting={meeting} isOpen={meeting.id === open} now={now} />
          </li>
        ))}
      </ol>
    </section>
  ))
}

/** Between what is over and what is not; nowhere when nothing is over. */
function isNowBefore(meetings: readonly MeetingRow[], index: number, now: number): boolean {
  const [before, meeting] = [meetings[index - 1], meetings[index]]
  if (!before || !meeting || meeting.allDay) return false
  return whenIs(before, now) === 'over' && whenIs(meeting, now) !== 'over'
}

function NowLine({ now }: { now: number }) {
  const formats = useFormats()
  return (
    <p className="my-1.5 flex h-4 items-center gap-2 px-4 text-11 font-strong text-accent after:h-px after:flex-1 after:bg-accent tablet:px-6">
      {formats.minute(now)}
    </p>
  )
}

function MeetingLine({ meeting, isOpen, now }: { meeting: MeetingRow; isOpen: boolean; now: number }) {
  const t = useTranslations('meetings')
  const formats = useFormats()
  const when = whenIs(meeting, now)
  const people = meeting.people[0] ?? ''
  const more = meeting.count - 1
  const who = people === '' ? meeting.location : more > 0 ? t('andMore', { people, count: more }) : people
  return (
    <Link
      href={`/meetings/${meeting.id}`}
      scroll={false}
      aria-current={isOpen ? 'true' : undefined}
      className={`grid grid-cols-[3rem_minmax(0,1fr)_auto] items-baseline gap-x-3 border-b border-line px-4 py-2.5 hover:bg-fill aria-current:bg-accent-soft aria-current:shadow-[inset_2px_0_var(--accent)] tablet:px-6 ${when === 'over' ? 'text-ink-muted' : ''}`}
    >
      <span className="font-strong">{meeting.allDay ? t('allDay') : formats.minute(meeting.startsAt)}</span>
      <span className="col-span-2 line-clamp-3 font-strong wrap-anywhere">
        {meeting.title ?? meeting.company ?? t('untitled')}
      </span>
      <span className="col-start-2 truncate text-12 text-ink-muted">{who ?? ''}</span>
      <Until meeting={meeting} now={now} />
    </Link>
  )
}

const soonMs = 15 * 60_000
const dayMs = 24 * 3_600_000

function Until({ meeting, now }: { meeting: MeetingRow; now: number }) {
  const t = useTranslations('meetings')
  const duration = useDuration()
  const when = whenIs(meeting, now)
  const untilMs = meeting.startsAt - now
  if (meeting.allDay || untilMs > dayMs) return <span />
  if (when !== 'ahead') return <span className="text-12 text-ink-muted">{t(when === 'over' ? 'done' : 'running')}</span>
  return (
    <span className={`text-12 whitespace-nowrap ${untilMs <= soonMs ? 'font-strong' : 'text-ink-muted'}`}>
      {t('in', { duration: duration(durationOf(Math.max(10_000, untilMs))) })}
    </span>
  )
}
