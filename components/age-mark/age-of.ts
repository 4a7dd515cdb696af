import type { Mode } from '#contract/freshness.ts'

/** What is known about a number's truth. Times: epoch ms of the server's clock. */
export interface AgeFacts {
  now: number
  /** When the number was last known to be true; null when nothing was ever received. */
  at: number | null
  mode: Mode
  /** P: the longest silence that is normal. */
  promiseSeconds: number
  /** What comes at a rhythm of its own says that rather than its promise, which leaves room for a reading that takes long. */
  everySeconds?: number | null
  /** The line to this screen, or to this place, is lost; `at` is what is last known. */
  offline?: boolean
  /** The source answers with an error since then. */
  brokenSince?: number | null
  /** A backlog is being folded; the number is true up to this moment. */
  trueUntil?: number | null
  /** How many of its parts it holds. */
  parts?: { heard: number; expected: number } | null
}

export type Age =
  | { state: 'live'; ageMs: number }
  | { state: 'on-time'; ageMs: number; everyMs: number; used: number }
  | { state: 'late'; ageMs: number; lateMs: number }
  | { state: 'stale'; since: number }
  | { state: 'partial'; heard: number; expected: number }
  | { state: 'catching-up'; until: number }
  | { state: 'broken'; since: number }
  | { state: 'offline'; lastKnownAt: number }
  | { state: 'none' }

export type AgeState = Age['state']

/** An age past this many promises is no longer late but stale. */
const staleAfterPromises = 3

/**
 * The grammar of the age mark. The worst that is true is what is said, in this order: nothing ever received, line lost,
 * source broken, replaying, stale, a part missing, late, and only then live (streams) or on time (batches).
 */
export function ageOf(facts: AgeFacts): Age {
  const { now, at, mode } = facts
  if (at === null) return { state: 'none' }
  if (facts.offline === true) return { state: 'offline', lastKnownAt: at }
  if (facts.brokenSince != null) return { state: 'broken', since: facts.brokenSince }
  if (facts.trueUntil != null) return { state: 'catching-up', until: facts.trueUntil }
  const ageMs = Math.max(0, now - at)
  const promiseMs = facts.promiseSeconds * 1000
  if (ageMs > staleAfterPromises * promiseMs) return { state: 'stale', since: at }
  if (facts.parts != null && facts.parts.heard < facts.parts.expected) return { state: 'partial', ...facts.parts }
  if (ageMs > promiseMs) return { state: 'late', ageMs, lateMs: ageMs - promiseMs }
  if (mode === 'push') return { state: 'live', ageMs }
  const everyMs = (facts.everySeconds ?? facts.promiseSeconds) * 1000
  return { state: 'on-time', ageMs, everyMs, used: ageMs / promiseMs }
}

/** Whether the number beside the mark is still to be believed; otherwise it is shown in grey. */
export function isGrey(state: AgeState): boolean {
  return state === 'stale' || state === 'broken' || state === 'offline' || state === 'none'
}

/** The promise is kept. */
export function isFine(state: AgeState): boolean {
  return state === 'live' || state === 'on-time'
}
