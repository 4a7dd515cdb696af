import * as z from 'zod'

/*
 * How far a table has been read for good. Every reading begins a little before the last cursor, for late commits, and so
 * finds rows again that are in the log. The log drops them by their ids, but forgets an id after 30 days: a table in which
 * nothing happens for so long would be told again after a restart. So what lies before a cursor that was passed a week ago
 * is not asked for any more, nor what lies at it, where that is a moment or a key (`isMoment` in polled-query.ts):
 *
 *   a cursor is settled once a reading has begun a week after it had become the greatest: nothing commits so late
 *   rows behind the newest settled cursor came into the log a week and a day before that reading at the earliest
 *
 * That a week has gone by is not enough: what was committed late while nobody read is found by the first reading after it.
 * Where the overlap is counted in steps nobody knows how long it is meant to be in time: it is three weeks then, which leaves the
 * log a week to spare.
 */

const dayMs = 24 * 60 * 60 * 1000
const settledAfterMs = 7 * dayMs
const stepsSettledAfterMs = 21 * dayMs
/** Far more than three weeks need; with an overlap of months nothing is settled. */
const maxPassed = 64

/** Oldest first; the last is the greatest cursor that is known. Each with when it became that, epoch ms. */
export const passedCursorsSchema = z.array(z.object({ cursor: z.string(), at: z.number() }))
export type PassedCursors = z.infer<typeof passedCursorsSchema>

interface Readings {
  /** When the last complete one began, to the day; epoch ms. */
  readAt: number
  /** How far back each begins; null where that is counted in steps. */
  overlapMs: number | null
}

/** So that it is not written at every reading. */
export function dayOf(at: number): number {
  return Math.floor(at / dayMs) * dayMs
}

/** The cursor is the greatest now. Of those of a day the first is kept. */
export function notePassed(passed: PassedCursors, cursor: string, now: number): PassedCursors {
  if (passed.at(-1)?.cursor === cursor) return passed
  const kept = passed.at(-2)
  const isOfOneDay = kept !== undefined && now < kept.at + dayMs
  return [...(isOfOneDay ? passed.slice(0, -1) : passed), { cursor, at: now }].slice(-maxPassed)
}

/** @returns the newest settled cursor; null when none is. */
export function settledCursor(passed: PassedCursors, readings: Readings): string | null {
  return passed.findLast(({ at }) => at <= settledUntil(readings))?.cursor ?? null
}

/** Without those before the newest settled one. */
export function forgetSettled(passed: PassedCursors, readings: Readings): PassedCursors {
  const newest = passed.findLastIndex(({ at }) => at <= settledUntil(readings))
  return newest > 0 ? passed.slice(newest) : passed
}

function settledUntil({ readAt, overlapMs }: Readings): number {
  return readAt - (overlapMs === null ? stepsSettledAfterMs : Math.max(settledAfterMs, overlapMs))
}
