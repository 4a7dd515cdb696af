import { expect, test } from 'vitest'
import { BusinessTime } from '../../runtime/business-time.ts'
import type { MovementFact, StockFact, StockFactFrom } from './facts.ts'
import { emptyState } from './state.ts'
import { takeFact } from './take-fact.ts'

const time = new BusinessTime('Europe/Paris')
const start = Date.UTC(2026, 10, 20, 12)

/** @returns whose word the level in Brest is, after each has said something, a minute apart. */
function sourceAfter(...said: readonly [source: string, fact: StockFact][]): string | null | undefined {
  const state = emptyState()
  for (const [index, [source, fact]] of said.entries()) {
    const at = start + index * 60_000
    const from = { position: BigInt(index + 1), source, occurredAt: at, receivedAt: at, backfill: false }
    const told: StockFactFrom = { ...fact, from }
    takeFact(state, told, time)
  }
  return state.skus.get('mug')?.pairs.get('brest')?.source
}

const mug = { sku: 'mug', place: 'brest' }
const level: MovementFact = { fact: 'movement', ...mug, stated: 9, delta: null, version: null, isDelivery: false }
const rise: MovementFact = { ...level, stated: null, delta: 1 }
const sale: StockFact = {
  fact: 'sale',
  orderId: 'o1',
  place: 'brest',
  lines: [{ sku: 'mug', units: 1, unitMinor: null }],
}

test('a stated level is known from who states it, whoever sells and cancels since', () => {
  const cancellation: StockFact = { fact: 'cancellation', orderId: 'o1' }
  expect(sourceAfter(['till', sale], ['erp', level], ['till', cancellation])).toBe('erp')
  expect(sourceAfter(['erp', level], ['till', sale], ['wms', level], ['till', cancellation])).toBe('wms')
})

test('where nobody states a level it is known from whoever moved it last', () => {
  expect(sourceAfter(['till', sale])).toBe('till')
  expect(sourceAfter(['erp', rise], ['till', sale])).toBe('till')
})
