/** What is known of what a place sold of a SKU; times are epoch ms. */
export interface KnownDemand {
  /** Before it nothing is known. */
  knownSince: number
  /** Units by day, the first of them being 1. */
  sold: Readonly<Record<string, number>>
  /** When there was nothing to sell; `to` null = still. */
  outs: readonly { from: number; to: number | null }[]
}

/**
 * Pure: units sold per day; null where nobody could have bought anything the whole day, or nobody knows.
 *
 * @param days beginnings of the days, and of the one after the last
 */
export function unitsPerDay({ knownSince, sold, outs }: KnownDemand, days: readonly number[]): (number | null)[] {
  return days.slice(0, -1).map((from, index) => {
    const units = sold[index + 1]
    if (units !== undefined) return units
    const to = days[index + 1] ?? from
    const isOut = outs.some((out) => out.from <= from && (out.to === null || out.to >= to))
    return isOut || knownSince >= to ? null : 0
  })
}
