import type { PlaceState, StockPlaceRow } from '#contract/views/stock.ts'

/** Rows of a table that nobody has asked to see whole. */
const placesShown = 10

const rank: Record<PlaceState, number> = { out: 0, 'at-risk': 1, fine: 2, unknown: 3 }

const cover = ({ hoursToZero }: StockPlaceRow): number => hoursToZero ?? Number.POSITIVE_INFINITY

/** Out, at risk, fine, unknown; each by how soon it is empty. */
export function byNeed(a: StockPlaceRow, b: StockPlaceRow): number {
  if (a.state !== b.state) return rank[a.state] - rank[b.state]
  if (cover(a) !== cover(b)) return cover(a) < cover(b) ? -1 : 1
  return a.name.localeCompare(b.name) || (a.place < b.place ? -1 : 1)
}

export interface PlacesShown {
  shown: StockPlaceRow[]
  /** Of the fine ones, those that will be empty last. */
  hidden: StockPlaceRow[]
}

/** What needs somebody and what is unknown is never hidden, however many places that are. */
export function placesToShow(places: readonly StockPlaceRow[], all: boolean): PlacesShown {
  const ordered = places.toSorted(byNeed)
  const fine = ordered.filter(({ state }) => state === 'fine')
  const room = Math.max(3, placesShown - (ordered.length - fine.length))
  // A line that says "1 more place" takes as much room as that place.
  if (all || fine.length <= room + 1) return { shown: ordered, hidden: [] }
  const hidden = new Set(fine.slice(room))
  return { shown: ordered.filter((place) => !hidden.has(place)), hidden: [...hidden] }
}
