import { Temporal } from 'temporal-polyfill'
import { timeZone } from './world.ts'

/** How busy the company is at each full hour, as a share of its busiest one; never so quiet that a screen looks dead. */
const byHour: readonly number[] = [
  0.4, 0.36, 0.34, 0.34, 0.34, 0.36, 0.42, 0.5, 0.6, 0.7, 0.8, 0.86, 0.92, 0.88, 0.82, 0.84, 0.9, 0.97, 1, 0.96, 0.88,
  0.76, 0.62, 0.5,
]

/** Over day and night. */
export const meanBusyness = byHour.reduce((sum, share) => sum + share, 0) / byHour.length

/** @returns the share of the busiest hour at a moment, straight lines between the full hours. */
export function busynessAt(epochMs: number): number {
  const local = Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs)).toZonedDateTimeISO(timeZone)
  const here = byHour[local.hour] ?? 1
  const next = byHour[(local.hour + 1) % 24] ?? 1
  return here + ((next - here) * local.minute) / 60
}
