/*
 * The shape of a week: how much of an average hour's demand falls into each hour of the week, pooled over all places of a
 * SKU, since one place alone sells too little to tell. A SKU that has sold little has nearly the shape of everything that
 * is sold: each hour counts `prior` units of that before its own. The mean over a week is 1.
 */
export const hoursPerWeek = 168

/** One weight per hour of the week, Monday 00:00 in the business time zone first. */
export type DemandProfile = readonly number[]

export const flatProfile: DemandProfile = new Array<number>(hoursPerWeek).fill(1)

/** Units of the common shape that a SKU begins with, over a whole week. */
const defaultPriorUnits = 200

/**
 * @param units sold per hour of the week.
 * @param common the shape of everything that is sold.
 */
export function profileOf(
  units: readonly number[],
  common: DemandProfile = flatProfile,
  priorUnits = defaultPriorUnits,
): DemandProfile {
  const prior = priorUnits / hoursPerWeek
  const mixed = flatProfile.map((_, hour) => (units[hour] ?? 0) + prior * (common[hour] ?? 1))
  const mean = mixed.reduce((sum, each) => sum + each, 0) / hoursPerWeek
  return mean <= 0 ? flatProfile : mixed.map((each) => each / mean)
}

/** A moment of a week in hours, 0 ≤ h < 168, with its fraction. */
export type HourOfWeek = number

/** @returns the sum of the weights over `hours` from `from` on: hours of exposure 1 that they are worth. */
export function exposureOver(profile: DemandProfile, from: HourOfWeek, hours: number): number {
  const weeks = Math.floor(hours / hoursPerWeek)
  let left = hours - weeks * hoursPerWeek
  let exposure = weeks * hoursPerWeek
  // The first and the last hour count in part.
  for (let at = from; left > 0;) {
    const length = Math.min(left, Math.floor(at) + 1 - at)
    exposure += weightAt(profile, at) * length
    at += length
    left -= length
  }
  return exposure
}

/** @returns how many hours from `from` on it takes until the weights have added up to `exposure`; Infinity when never. */
export function hoursUntil(profile: DemandProfile, from: HourOfWeek, exposure: number): number {
  if (exposure <= 0) return 0
  if (!Number.isFinite(exposure)) return Infinity
  const weeks = Math.floor(exposure / hoursPerWeek)
  let left = exposure - weeks * hoursPerWeek
  let hours = weeks * hoursPerWeek
  const end = from + hoursPerWeek
  for (let at = from; at < end;) {
    const length = Math.min(end - at, Math.floor(at) + 1 - at)
    const weight = weightAt(profile, at)
    const share = weight * length
    if (share >= left && weight > 0) return hours + left / weight
    left -= share
    hours += length
    at += length
  }
  return hours
}

function weightAt(profile: DemandProfile, at: HourOfWeek): number {
  return profile[Math.floor(at) % hoursPerWeek] ?? 1
}
