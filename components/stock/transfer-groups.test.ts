import { expect, test } from 'vitest'
import { transferRow } from './fixtures.ts'
import { groupTransfers, openTransfers, readUnits, sumTransfers } from './transfer-groups.ts'

test('of the transfers of a SKU, what waits stands by what it saves, and what is on its way by when it was accepted', () => {
  const transfers = [
    transferRow({ id: 'less', savesMinor: 100 }),
    transferRow({ id: 'early', state: 'accepted', decidedAt: 1 }),
    transferRow({ id: 'more', savesMinor: 200 }),
    transferRow({ id: 'no', state: 'rejected' }),
    transferRow({ id: 'late', state: 'accepted', decidedAt: 2 }),
    transferRow({ id: 'there', state: 'arrived' }),
  ]
  const { proposed, accepted } = groupTransfers(transfers)
  expect(openTransfers(transfers).map(({ id }) => id)).toEqual(['less', 'early', 'more', 'late'])
  expect(proposed.map(({ id }) => id)).toEqual(['more', 'less'])
  expect(accepted.map(({ id }) => id)).toEqual(['late', 'early'])
})

test('the sum line adds up units, costs and what is saved', () => {
  const one = { units: 14, costMinor: 960, savesMinor: 74_800 }
  const other = { units: 12, costMinor: 1480, savesMinor: 61_200 }
  expect(sumTransfers([transferRow({ id: 'a', ...one }), transferRow({ id: 'b', ...other })])).toEqual({
    units: 26,
    costMinor: 2440,
    savesMinor: 136_000,
  })
})

test.each([
  [undefined, { is: 'same' }],
  ['14', { is: 'same' }],
  [' 9 ', { is: 'changed', units: 9 }],
  ['20', { is: 'changed', units: 20 }],
  ['21', { is: 'wrong' }],
  ['0', { is: 'wrong' }],
  ['2.5', { is: 'wrong' }],
  ['-3', { is: 'wrong' }],
  ['1e1', { is: 'wrong' }],
  ['', { is: 'wrong' }],
] as const)(
  'of 14 units that may be 20 at the most, "%s" is read as what can be sent or not at all',
  (entered, read) => {
    expect(readUnits(entered, { units: 14, maxUnits: 20 })).toEqual(read)
  },
)
