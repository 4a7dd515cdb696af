import type { MeetingRow } from '#contract/views/meetings.ts'

export type When = 'ahead' | 'running' | 'over'

export function whenIs({ startsAt, endsAt }: Pick<MeetingRow, 'startsAt' | 'endsAt'>, now: number): When {
  if (now < startsAt) return 'ahead'
  return now < endsAt ? 'running' : 'over'
}

export interface MeetingDay {
  /** 2026-11-17 */
  date: string
  /** Epoch ms: some moment of it. */
  at: number
  meetings: MeetingRow[]
}

interface DaysOptions {
  now: number
  /** In the business's time zone. */
  dateOf: (at: number) => string
}

/**
 * Meetings by day, in order of their start; what lasts all day stands at the end of its day. One that began on an
 * earlier day stands under the last day that it has reached.
 */
export function meetingDays(rows: Iterable<MeetingRow>, { now, dateOf }: DaysOptions): MeetingDay[] {
  const sorted = [...rows].toSorted(
    (a, b) => Number(a.allDay) - Number(b.allDay) || a.startsAt - b.startsAt || a.id.localeCompare(b.id),
  )
  // The end is no part of it: what ends at midnight has not reached the next day.
  const reached = ({ startsAt, endsAt }: MeetingRow): number => Math.max(startsAt, Math.min(now, endsAt - 1))
  const byDay = Map.groupBy(sorted, (meeting) => dateOf(reached(meeting)))
  return [...byDay]
    .map(([date, meetings]) => ({ date, at: Math.max(...meetings.map(reached)), meetings }))
    .toSorted((a, b) => a.date.localeCompare(b.date))
}

const dayMs = 24 * 3_600_000

/** The date after a date: 2026-11-30 → 2026-12-01. */
export function dayAfter(date: string): string {
  return new Date(Date.parse(date) + dayMs).toISOString().slice(0, 10)
}

/** The one to prepare for: that runs or comes next, else the last of all. */
export function meetingToOpen(days: readonly MeetingDay[], now: number): MeetingRow | undefined {
  const timed = days.flatMap(({ meetings }) => meetings).filter(({ allDay }) => !allDay)
  return timed.find((meeting) => whenIs(meeting, now) !== 'over') ?? timed.at(-1) ?? days[0]?.meetings[0]
}

interface ShowOptions {
  /** Id of the one that is shown already. */
  shown: string | undefined
  now: number
}

/** Id of the one that is shown, as long as it is listed; else of the one to prepare for. */
export function meetingToShow(days: readonly MeetingDay[], { shown, now }: ShowOptions): string | undefined {
  const isListed = days.some(({ meetings }) => meetings.some(({ id }) => id === shown))
  return isListed ? shown : meetingToOpen(days, now)?.id
}

/** `13:52`, true to the second; null where nobody counts seconds any more, and when it has begun. */
export function countdownOf(startsAt: number, now: number): string | null {
  const seconds = Math.ceil((startsAt - now) / 1000)
  if (seconds <= 0 || seconds >= 3600) return null
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
