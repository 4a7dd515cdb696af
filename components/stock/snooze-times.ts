const hourMs = 3_600_000

export interface SnoozeTime {
  name: 'hour' | 'fourHours' | 'delivery' | 'day' | 'threeDays'
  /** Epoch ms. */
  at: number
}

/** Pure: moments until which an alert may be quiet, soonest first; the next delivery is one if it is to come. */
export function snoozeTimes(now: number, delivery: number | null): SnoozeTime[] {
  const times: SnoozeTime[] = [
    { name: 'hour', at: now + hourMs },
    { name: 'fourHours', at: now + 4 * hourMs },
    { name: 'day', at: now + 24 * hourMs },
    { name: 'threeDays', at: now + 72 * hourMs },
  ]
  const comes = delivery !== null && delivery > now && delivery < now + 30 * 24 * hourMs
  if (comes) times.push({ name: 'delivery', at: delivery })
  return times.toSorted((a, b) => a.at - b.at)
}
