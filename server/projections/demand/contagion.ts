/*
 * Where a SKU is out, its buyers look elsewhere: with k ≥ 2 places out, the demand of each empty place j goes to the others,
 * λᵢ' = λᵢ + Σⱼ ρ · λⱼ · wᵢⱼ. The weights of one empty place sum to 1 over the places that still have the SKU and fall with
 * distance, w ∝ exp(−d / d₀); ρ is the share of buyers who do look elsewhere.
 */
export interface PlaceDemand {
  place: string
  /** Units per hour; ≥ 0. */
  unitsPerHour: number
  onHand: number
}

export interface Contagion {
  /** ρ, 0 to 1. */
  share: number
  /** d₀, km at which a place counts for a third as much as one next door. */
  reachKm: number
  /** With fewer places out nothing is diverted. */
  minPlacesOut: number
}

export const defaultContagion: Contagion = { share: 0.4, reachKm: 60, minPlacesOut: 2 }

/** Where nobody knows how far two places are apart, all are equally far. */
const unknownKm = 0

/**
 * @param kmBetween distance of two places; undefined when it is not known.
 * @returns units per hour that each place gets beside its own, in the order given; 0 for those that are out.
 */
export function divertedDemand(
  places: readonly PlaceDemand[],
  kmBetween: (a: string, b: string) => number | undefined,
  { share, reachKm, minPlacesOut }: Contagion,
): number[] {
  const diverted = places.map(() => 0)
  const out = places.filter(({ onHand }) => onHand <= 0)
  if (out.length < minPlacesOut || out.length === places.length) return diverted
  for (const empty of out) {
    if (empty.unitsPerHour <= 0) continue
    const weights = places.map(({ place, onHand }) =>
      onHand <= 0 ? 0 : Math.exp(-(kmBetween(empty.place, place) ?? unknownKm) / reachKm),
    )
    const sum = weights.reduce((total, weight) => total + weight, 0)
    // All others are so far away that nobody goes there.
    if (sum === 0) continue
    for (const [index, weight] of weights.entries()) {
      diverted[index] = (diverted[index] ?? 0) + (share * empty.unitsPerHour * weight) / sum
    }
  }
  return diverted
}

const earthRadiusKm = 6371

export interface Coordinates {
  /** Degrees. */
  latitude: number
  longitude: number
}

/** Great-circle distance by the haversine formula; km. */
export function kmApart(a: Coordinates, b: Coordinates): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const dLatitude = radians(b.latitude - a.latitude)
  const dLongitude = radians(b.longitude - a.longitude)
  const h =
    Math.sin(dLatitude / 2) ** 2 +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLongitude / 2) ** 2
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)))
}
