import type { DemandProfile } from './demand-profile.ts'

/*
 * How much demand the hours from a moment on are worth, added up once, so that any stretch of them is one subtraction:
 * the hours between two sales are folded all at once.
 */
export const hourMs = 3_600_000

export interface Exposure {
  /** Epoch ms; the beginning of an hour. */
  from: number
  /** The exposure of the first n hours. */
  upTo: Float64Array
}

/** @param hours which one of the week each is, 0–167, from `from` on. */
export function exposureFrom(profile: DemandProfile, from: number, hours: Uint8Array): Exposure {
  const upTo = new Float64Array(hours.length + 1)
  let sum = 0
  // By index: for every week of every SKU's history, and an iterator takes twice as long.
  for (let index = 0; index < hours.length; index++) {
    sum += profile[hours[index] ?? 0] ?? 1
    upTo[index + 1] = sum
  }
  return { from, upTo }
}

/** A stretch of time, epoch ms. */
export interface Stretch {
  from: number
  to: number
}

/** Outside of the hours that were added up there is nothing. */
export function exposureOf({ from, upTo }: Exposure, stretch: Stretch): number {
  return until(upTo, (stretch.to - from) / hourMs) - until(upTo, (stretch.from - from) / hourMs)
}

function until(upTo: Float64Array, hours: number): number {
  const last = upTo.length - 1
  if (hours <= 0) return 0
  if (hours >= last) return upTo[last] ?? 0
  const whole = Math.floor(hours)
  const start = upTo[whole] ?? 0
  return start + ((upTo[whole + 1] ?? 0) - start) * (hours - whole)
}

/** @param closed stretches that say nothing, in order and apart from each other. */
export function openExposureOf(exposure: Exposure, stretch: Stretch, closed: readonly Stretch[]): number {
  let open = exposureOf(exposure, stretch)
  for (const { from, to } of closed) {
    const common = { from: Math.max(from, stretch.from), to: Math.min(to, stretch.to) }
    if (common.from < common.to) open -= exposureOf(exposure, common)
  }
  // What is closed whole must not leave a crumb.
  return open < 1e-9 ? 0 : open
}

/** @returns the same stretches in order, those that touch made one. */
export function unite(stretches: readonly Stretch[]): Stretch[] {
  const united: Stretch[] = []
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = united.at(-1)
    if (last && stretch.from <= last.to) last.to = Math.max(last.to, stretch.to)
    else united.push({ ...stretch })
  }
  return united
}
