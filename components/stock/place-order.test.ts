import { expect, test } from 'vitest'
import type { StockPlaceRow } from '#contract/views/stock.ts'
import { placeRow } from './fixtures.ts'
import { placesToShow } from './place-order.ts'

const fine = (count: number): StockPlaceRow[] =>
  Array.from({ length: count }, (_, index) => placeRow({ place: `fine-${index}`, hoursToZero: 100 + index }))
const names = (places: readonly StockPlaceRow[]) => places.map(({ place }) => place)

test('what is out stands first, then what will be by how soon, then what is fine, and what is unknown last', () => {
  const { shown, hidden } = placesToShow(
    [
      placeRow({ place: 'unknown', state: 'unknown', hoursToZero: 1 }),
      placeRow({ place: 'quiet' }),
      placeRow({ place: 'fine', hoursToZero: 20 }),
      placeRow({ place: 'late', state: 'at-risk', hoursToZero: 3 }),
      placeRow({ place: 'soon', state: 'at-risk', hoursToZero: 2 }),
      placeRow({ place: 'out', state: 'out', hoursToZero: 0 }),
    ],
    false,
  )
  expect(names(shown)).toEqual(['out', 'soon', 'late', 'fine', 'quiet', 'unknown'])
  expect(hidden).toEqual([])
})

test('of many fine places those with the most cover are hidden, and shown when asked for', () => {
  const unknown = placeRow({ place: 'unknown', state: 'unknown' })
  const places = [...fine(23), unknown]
  const { shown, hidden } = placesToShow(places, false)
  expect(names(shown)).toEqual([...names(fine(9)), 'unknown'])
  expect(names(hidden)).toEqual(names(fine(23).slice(9)))
  expect(placesToShow(places, true).hidden).toEqual([])
})

test('what needs somebody is never hidden', () => {
  const out = Array.from({ length: 40 }, (_, index) => placeRow({ place: `out-${index}`, state: 'out' }))
  expect(placesToShow([...out, ...fine(30)], false).shown).toHaveLength(43)
})
