import { describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { newEvent } from '../../testing/log-fixture.ts'
import { acceptedData, proposedData, viewer } from '../../testing/transfer-events.ts'
import { foldTransfers } from './fold-transfers.ts'
import type { TransferRecord } from './transfer-record.ts'

const noon = Date.UTC(2026, 10, 23, 12)

type Said = [type: string, data: object, source?: string | undefined, minute?: number | undefined]

/** Events as they stand in the log, a minute apart, but for those that say when they occurred. */
function log(...events: Said[]): StoredEvent[] {
  return events.map(([type, data, source = type.startsWith('transfer.') ? 'vigie' : 'erp', minute], index) => ({
    ...newEvent({ id: String(index), type, source, data, occurredAt: noon + (minute ?? index) * 60_000 }),
    position: BigInt(index + 1),
  }))
}

function ledgerOf(...events: Parameters<typeof log>): Map<string, TransferRecord> {
  const transfers = new Map<string, TransferRecord>()
  foldTransfers(transfers, log(...events))
  return transfers
}

const proposed = ['transfer.proposed', proposedData] satisfies [string, object]
const accepted = ['transfer.accepted', acceptedData] satisfies [string, object]
const level = (change: object, minute?: number): Said => {
  return ['stock.changed', { sku: 'mug', storeId: 'brest', ...change }, 'erp', minute]
}

describe('a transfer', () => {
  test('is what was proposed until somebody decides', () => {
    expect(ledgerOf(proposed).get('t1')).toMatchObject({
      state: 'proposed',
      from: 'quimper',
      to: 'brest',
      units: 6,
      proposedAt: noon,
      decidedBy: null,
      position: 1n,
    })
  })

  test('can be changed until it is decided, and is decided once', () => {
    const change = { transfer: 't1', by: viewer, units: 4, costMinor: 900, savesMinor: 15_000 }
    const late = { ...change, units: 2 }
    const rejected = { transfer: 't1', by: viewer, reason: 'The lorry is full' }
    const ledger = ledgerOf(
      proposed,
      ['transfer.changed', change],
      ['transfer.accepted', { ...acceptedData, units: 4 }],
      ['transfer.changed', late],
      ['transfer.rejected', rejected],
    )
    expect(ledger.get('t1')).toMatchObject({ state: 'accepted', units: 4, costMinor: 900, reason: null, position: 3n })
  })

  test('keeps the reason why it was rejected, or why it expired', () => {
    const rejected = { transfer: 't1', by: viewer, reason: 'The lorry is full' }
    expect(ledgerOf(proposed, ['transfer.rejected', rejected]).get('t1')).toMatchObject({
      state: 'rejected',
      reason: 'The lorry is full',
      decidedBy: viewer,
    })
    const expired = { transfer: 't1', reason: 'donor-changed' }
    expect(ledgerOf(proposed, ['transfer.expired', expired]).get('t1')).toMatchObject({
      state: 'expired',
      reason: 'donor-changed',
    })
  })

  test('is decided by Vigie only, whatever another source sends', () => {
    const ledger = ledgerOf(proposed, ['transfer.accepted', acceptedData, 'shop'])
    expect(ledger.get('t1')?.state).toBe('proposed')
    expect(ledgerOf(['transfer.proposed', proposedData, 'shop']).size).toBe(0)
  })

  test('that nobody can read changes nothing', () => {
    expect(ledgerOf(['transfer.proposed', { transfer: 't1' }]).size).toBe(0)
    expect(ledgerOf(proposed, ['transfer.toString', { transfer: 't1' }]).get('t1')?.state).toBe('proposed')
  })
})

describe('the units of an accepted transfer are on their way', () => {
  test('until they have not come in time, and not because the proposal no longer fitted', () => {
    const late = ledgerOf(proposed, accepted, ['transfer.expired', { transfer: 't1', reason: 'donor-changed' }])
    expect(late.get('t1')?.state).toBe('accepted')
    const never = { transfer: 't1', reason: 'never-arrived' }
    expect(ledgerOf(proposed, accepted, ['transfer.expired', never]).get('t1')).toMatchObject({
      state: 'expired',
      reason: 'never-arrived',
      decidedBy: viewer,
    })
    expect(ledgerOf(proposed, ['transfer.expired', never]).get('t1')?.state).toBe('proposed')
  })

  test.each([
    ['a level that is higher than the one before', { onHand: 8, before: 2 }],
    ['a level that is higher than the last one known', { onHand: 1 }],
    ['a rise', { delta: 6 }],
  ])('until there is %s', (_words, change) => {
    const ledger = ledgerOf(proposed, accepted, level(change))
    expect(ledger.get('t1')).toMatchObject({ state: 'arrived', arrivedAt: noon + 120_000 })
  })

  test.each([
    ['a sale', { delta: -1 }],
    ['a level as it was', { onHand: 0 }],
    ['a delivery', { delta: 12, reason: 'delivery' }],
    ['a rise elsewhere', { delta: 6, storeId: 'quimper' }],
    ['a rise of something else', { delta: 6, sku: 'cup' }],
  ])('and stay so after %s', (_words, change) => {
    expect(ledgerOf(proposed, accepted, level(change)).get('t1')?.state).toBe('accepted')
  })

  test.each([
    ['an older level comes late', { onHand: 0 }, { onHand: 4 }, 4],
    ['a difference comes late that the level holds', { onHand: 0 }, { delta: 4 }, 4],
    ['a level has a smaller version', { onHand: 0, version: 8 }, { onHand: 4, version: 7 }, 6],
    ['a difference has a smaller version', { onHand: 0, version: 8 }, { delta: 4, version: 7 }, 6],
  ])('and stay so when %s', (_words, known, late, minute) => {
    expect(ledgerOf(proposed, accepted, level(known, 5), level(late, minute)).get('t1')).toMatchObject({
      state: 'accepted',
      takerOnHand: 0,
    })
  })

  test('and stay so when a level comes late that was counted before a difference', () => {
    const two: Said = ['transfer.accepted', { ...acceptedData, takerOnHand: 2 }]
    expect(ledgerOf(proposed, two, level({ delta: -1 }, 4), level({ onHand: 2 }, 3)).get('t1')).toMatchObject({
      state: 'accepted',
      takerOnHand: 1,
    })
  })

  test('until a level with a greater version is higher, whatever the clock says', () => {
    const rise = level({ onHand: 6, version: 9 }, 4)
    expect(ledgerOf(proposed, accepted, level({ onHand: 0, version: 8 }, 5), rise).get('t1')?.state).toBe('arrived')
  })

  test('until a rise comes late that says from where it rose, or that no level since holds', () => {
    const rise = level({ before: 0, onHand: 6 }, 3)
    expect(ledgerOf(proposed, accepted, level({ before: 6, onHand: 5 }, 4), rise).get('t1')).toMatchObject({
      state: 'arrived',
      takerOnHand: 5,
      arrivedAt: noon + 180_000,
    })
    const differences = [level({ delta: -1 }, 4), level({ delta: 6 }, 3)]
    expect(ledgerOf(proposed, accepted, ...differences).get('t1')?.state).toBe('arrived')
  })

  test('until the level rises of a SKU and a place with blanks around them, which stock takes off', () => {
    const change = { sku: ' mug ', storeId: ' brest', delta: 6 }
    expect(ledgerOf(proposed, accepted, level(change)).get('t1')?.state).toBe('arrived')
    const empty = { storeId: '', store: 'brest', delta: 6 }
    expect(ledgerOf(proposed, accepted, level(empty)).get('t1')?.state).toBe('arrived')
  })

  test('of several the first that was accepted arrives first', () => {
    const second = { transfer: 't2' }
    const ledger = ledgerOf(
      proposed,
      ['transfer.proposed', { ...proposedData, ...second }],
      ['transfer.accepted', { ...acceptedData, ...second }],
      accepted,
      level({ delta: 6 }),
    )
    expect(ledger.get('t2')?.state).toBe('arrived')
    expect(ledger.get('t1')).toMatchObject({ state: 'accepted', takerOnHand: 6 })
  })
})

test('what a transfer saved is kept once it has arrived', () => {
  const settled = { transfer: 't1', savedUnits: 4, savedMinor: 16_000 }
  expect(ledgerOf(proposed, accepted, ['transfer.settled', settled]).get('t1')?.savedMinor).toBeNull()
  expect(ledgerOf(proposed, accepted, level({ delta: 6 }), ['transfer.settled', settled]).get('t1')).toMatchObject({
    state: 'arrived',
    savedUnits: 4,
    savedMinor: 16_000,
    settledAt: noon + 180_000,
  })
})
