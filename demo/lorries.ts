import { Temporal } from 'temporal-polyfill'
import { wantedIn } from './demand.ts'
import type { Variant } from './products.ts'
import type { Store } from './world.ts'
import { places, timeZone } from './world.ts'

/*
 * Lorries with everything that a place has ordered come in the morning: to the web warehouse every day, to a store every
 * other day. What a place orders is what it will sell until the lorry after the next one, and some more.
 */

const arrival = { hour: 8, minute: 30 }
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Standard deviations of what is sold, beyond its mean: with 2, one shelf of forty is empty before its lorry comes. */
const margin = 2

/** @returns when the first lorry after a moment comes; epoch ms both. */
export function nextLorryAt(place: Store, after: number): number {
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(after)).toZonedDateTimeISO(timeZone).toPlainDate()
  for (let ahead = 0; ; ahead += 1) {
    const day = today.add({ days: ahead })
    const at = day.toZonedDateTime({ timeZone, plainTime: arrival }).epochMilliseconds
    if (at > after && comesOn(day, place)) return at
  }
}

function comesOn(day: Temporal.PlainDate, place: Store): boolean {
  if (place.kind === 'web') return true
  const number = day.toZonedDateTime('UTC').epochMilliseconds / dayMs
  return (number + places.indexOf(place)) % 2 === 0
}

/** @returns the units that are there in all likelihood for everybody who wants one, from one moment to another; epoch ms. */
export function enoughFor(
  variant: Variant,
  place: Store,
  { from, to, rate = 1 }: { from: number; to: number; rate?: number },
): number {
  const wanted = wantedIn(variant, place, (to - from) / hourMs) * rate
  return Math.ceil(wanted + margin * Math.sqrt(wanted))
}

/** Every lorry brings something, so that it is always known when more comes. @param rate times the usual demand. */
export function orderedUnits(
  variant: Variant,
  place: Store,
  { at, onHand, rate = 1 }: { at: number; onHand: number; rate?: number },
): number {
  const to = nextLorryAt(place, nextLorryAt(place, at))
  return Math.max(1, enoughFor(variant, place, { from: at, to, rate }) - onHand)
}
