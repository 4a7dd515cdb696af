'use client'

import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { useReadAge } from '#components/states/use-read-age.ts'

/** How old the list and its totals are. */
export function QuarantineAge({ readAt }: { readAt: number }) {
  const { age, now } = useReadAge(readAt)
  return <AgeMark age={age} now={now} />
}
