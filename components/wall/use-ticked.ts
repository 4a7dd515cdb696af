'use client'

import { useState } from 'react'

/**
 * A time as it was at the tick `now`: what comes between two ticks waits for the next one, except the very first. So an
 * age that is counted from it changes once a second and is never that of a moment after the tick.
 */
export function useTicked(at: number | null, now: number): number | null {
  const [ticked, setTicked] = useState({ now, at })
  if (ticked.now !== now || (ticked.at === null && at !== null)) setTicked({ now, at })
  return ticked.at
}
