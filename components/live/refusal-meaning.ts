import type { Refused } from '#contract/live.ts'

/** What a screen may say of a view that is refused. `later` is no fact about the view: it is asked for again (L20). */
export type RefusalMeaning = 'forbidden' | 'unknown' | 'later'

const meanings: Record<Refused['code'], RefusalMeaning> = {
  forbidden: 'forbidden',
  'unknown-view': 'unknown',
  'invalid-request': 'later',
  'too-many-requests': 'later',
  unavailable: 'later',
}

/** @returns null where nothing was refused. */
export function meaningOf(refusal: Refused | undefined): RefusalMeaning | null {
  return refusal === undefined ? null : meanings[refusal.code]
}
