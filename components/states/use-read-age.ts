'use client'

import type { Age } from '#components/age-mark/age-of.ts'
import { ageOf } from '#components/age-mark/age-of.ts'
import { useConnection, useServerNow } from '#components/live/use-connection.ts'
import { refreshSeconds } from './use-refreshing.ts'

/** The page is read every 10 s, which takes a moment: a mark that said so each time would say nothing. */
const promiseSeconds = refreshSeconds + 5

/** How old what was read is. Times are epoch ms of the server's clock. */
export function useReadAge(readAt: number): { age: Age; now: number } {
  const now = useServerNow(1000) ?? readAt
  const { phase } = useConnection()
  return { age: ageOf({ now, at: readAt, mode: 'poll', promiseSeconds, offline: phase === 'offline' }), now }
}
