'use client'

import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { ageOf } from '#components/age-mark/age-of.ts'
import { useConnection, useServerNow } from '#components/live/use-connection.ts'
import { refreshSeconds } from './use-refreshing.ts'

/** The page is read every 10 s, which takes a moment: a mark that said so each time would say nothing. */
const promiseSeconds = refreshSeconds + 5

/** How old the list and its totals are. */
export function QuarantineAge({ readAt }: { readAt: number }) {
  const now = useServerNow(1000) ?? readAt
  const { phase } = useConnection()
  const age = ageOf({ now, at: readAt, mode: 'poll', promiseSeconds, offline: phase === 'offline' })
  return <AgeMark age={age} now={now} />
}
