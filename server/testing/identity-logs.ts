import fc from 'fast-check'
import type { CustomerKey, KeyKind } from '#contract/customer-key.ts'
import type { StoredEvent } from '#contract/event.ts'
import { keyIdOf } from '../projections/identity/key-id.ts'

/* Logs in which few keys meet often, so that customers merge, fall apart, and keys come to be shared. */

export function keyOf(kind: KeyKind, number: number): CustomerKey {
  switch (kind) {
    case 'customer':
      return { kind, value: `c-${number}` }
    case 'email':
      return { kind, value: `p${number}@${number % 2 === 0 ? 'acme.example' : 'gmail.com'}` }
    case 'phone':
      return { kind, value: `+3363998${String(number).padStart(4, '0')}` }
    case 'crm':
      return { kind, value: `crm:${number}` }
    case 'visitor':
      return { kind, value: `v-${number}` }
  }
}

const members: Readonly<Record<KeyKind, (value: string) => object>> = {
  customer: (customerId) => ({ customerId }),
  email: (email) => ({ email }),
  phone: (phone) => ({ phone }),
  crm: (value) => ({ externalIds: [{ system: 'crm', id: value.slice('crm:'.length) }] }),
  visitor: (visitorId) => ({ visitorId }),
}

export function dataOf(keys: readonly CustomerKey[]): object {
  return Object.assign({}, ...keys.map(({ kind, value }) => members[kind](value))) as object // Object.assign answers its first argument
}

export interface LogPlan {
  type: string
  source: string
  data: object
  occurredAt: number
  backfill: boolean
}

const start = Date.UTC(2026, 10, 23)

function keys(size: number): fc.Arbitrary<CustomerKey> {
  return fc
    .tuple(fc.constantFrom<KeyKind>('customer', 'email', 'phone', 'crm', 'visitor'), fc.nat({ max: size - 1 }))
    .map(([kind, number]) => keyOf(kind, number))
}

function sightings(size: number): fc.Arbitrary<LogPlan> {
  return fc
    .record({
      type: fc.constantFrom('customer.identified', 'customer.created', 'page.viewed', 'order.placed', 'ticket.opened'),
      keys: fc.uniqueArray(keys(size), { minLength: 1, maxLength: 4, selector: ({ kind }) => kind }),
      facts: fc.record(
        { name: fc.constantFrom('Ada', 'Bob'), company: fc.constantFrom('Acme', 'Byte'), orderId: fc.nat({ max: 9 }) },
        { requiredKeys: [] },
      ),
      minute: fc.nat({ max: 30 }),
      backfill: fc.boolean(),
    })
    .map(({ type, keys: named, facts, minute, backfill }) => ({
      type,
      source: 'shop',
      data: { ...dataOf(named), ...facts },
      occurredAt: start + minute * 60_000,
      backfill,
    }))
}

function decisions(size: number): fc.Arbitrary<LogPlan> {
  return fc
    .record({
      type: fc.constantFrom('customer.merged', 'customer.separated'),
      ends: fc.tuple(keys(size), keys(size)),
      minute: fc.nat({ max: 30 }),
    })
    .map(({ type, ends: [one, other], minute }) => ({
      type,
      source: 'vigie',
      data: { links: [{ from: keyIdOf(one), to: keyIdOf(other) }], by: { id: 'u', name: 'Ada' } },
      occurredAt: start + minute * 60_000,
      backfill: false,
    }))
}

/** @param size how many keys of a kind there are. */
export function identityLogs(size: number): fc.Arbitrary<StoredEvent[]> {
  const event = fc.oneof({ arbitrary: sightings(size), weight: 4 }, { arbitrary: decisions(size), weight: 1 })
  return fc.array(event, { minLength: 1, maxLength: 40 }).map((plans) => plans.map(toStored))
}

export function toStored(plan: LogPlan, index: number): StoredEvent {
  return {
    ...plan,
    position: BigInt(index + 1),
    id: `e-${index}`,
    subject: null,
    receivedAt: plan.occurredAt,
    synthetic: false,
    clamped: false,
  }
}

/** Positions at which a log is cut into batches. */
export function cuts(): fc.Arbitrary<number[]> {
  return fc.uniqueArray(fc.integer({ min: 1, max: 39 }), { maxLength: 12 })
}

export function batchesOf(log: readonly StoredEvent[], at: readonly number[]): StoredEvent[][] {
  const ends = [...at.filter((end) => end < log.length).toSorted((a, b) => a - b), log.length]
  return ends.map((end, index) => log.slice(ends[index - 1] ?? 0, end))
}
