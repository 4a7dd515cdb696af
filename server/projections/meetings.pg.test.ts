import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { transaction } from '../db/transaction.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { personKeyOf } from './identity/event-keys.ts'
import { keyIdOf } from './identity/key-id.ts'
import { meetingKey } from './meetings/fold-meetings.ts'
import { meetingsProjection } from './meetings.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)
const projection = meetingsProjection(personKeyOf('FR'))
const start = Date.parse('2026-11-10T09:00:00Z')
const hourMs = 3_600_000

beforeEach(() => reset())

function reset(): Promise<void> {
  return transaction(pool, { durable: false }, (tx) => projection.reset(tx))
}

function apply(events: readonly StoredEvent[]): Promise<readonly string[]> {
  return transaction(pool, { durable: false }, (tx) => projection.apply(events, tx))
}

async function rows(columns = '*'): Promise<Record<string, unknown>[]> {
  return (await pool.query<Record<string, unknown>>(`select ${columns} from meetings order by id`)).rows
}

interface Told {
  state: 'scheduled' | 'cancelled'
  sequence?: number
  at?: number
  title?: string
}

function told(position: number, { state, sequence, at = start + position, title = 'Talk' }: Told): StoredEvent {
  const people = {
    attendees: [{ email: 'Buyer@Bacs.example', name: 'Buyer' }],
    team: [{ email: 'us@brisemer.example' }],
  }
  const details = state === 'scheduled' ? { title, startsAt: '2026-11-20T09:00:00Z', ...people } : {}
  const event = newEvent({
    id: `${position}`,
    source: 'calendar',
    type: `meeting.${state}`,
    data: { meetingId: 'm1', ...(sequence !== undefined && { sequence }), ...details },
    occurredAt: at,
  })
  return { ...event, position: BigInt(position) }
}

const drawnEvent = fc.record({
  state: fc.constantFrom<'scheduled' | 'cancelled'>('scheduled', 'scheduled', 'cancelled'),
  sequence: fc.integer({ min: 0, max: 2 }),
  // Several at one moment: then their positions decide.
  at: fc.integer({ min: 0, max: 3 }).map((hours) => start + hours * hourMs),
  title: fc.constantFrom('Talk', 'Offer', 'Contract'),
  meetingId: fc.constantFrom('m1', 'm2', 'm3'),
})

describe('meetings', () => {
  test('whatever the order in which they come, and however they are split, the newest version is left', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })
    const order = fc.infiniteStream(fc.nat())
    await fc.assert(
      fc.asyncProperty(
        fc.array(drawnEvent, { minLength: 1, maxLength: 30 }),
        sizes,
        order,
        async (drawn, batch, keys) => {
          const log = drawn.map(({ meetingId, ...each }, index) => {
            const event = told(index + 1, each)
            return { ...event, data: { ...Object(event.data), meetingId } }
          })
          await reset()
          await apply(log)
          const expected = await rows()
          await reset()
          const shuffled = log
            .map((event) => ({ event, key: Number(keys.next().value) }))
            .toSorted((a, b) => a.key - b.key)
          for (let from = 0, turn = 0; from < shuffled.length; turn++) {
            const size = batch[turn % batch.length] ?? 1
            await apply(shuffled.slice(from, from + size).map(({ event }) => event))
            from += size
          }
          await apply(log.slice(0, 3))
          expect(await rows()).toEqual(expected)
        },
      ),
      { numRuns: 40, endOnFailure: true },
    )
  })

  test('an older sequence never overwrites a newer one, also where it comes later', async () => {
    await apply([told(1, { state: 'scheduled', sequence: 3, title: 'New' })])
    await apply([told(2, { state: 'scheduled', sequence: 2, title: 'Old' })])
    expect(await rows('title, sequence')).toEqual([{ title: 'New', sequence: 3 }])
  })

  test('a cancellation without details, also one that comes first, leaves what is known of the meeting', async () => {
    await apply([told(2, { state: 'cancelled', sequence: 1 })])
    expect(await rows('cancelled, starts_at')).toEqual([{ cancelled: true, starts_at: null }])
    await apply([told(1, { state: 'scheduled', sequence: 0 })])
    expect(await rows('cancelled, title')).toEqual([{ cancelled: true, title: 'Talk' }])
    await apply([told(3, { state: 'scheduled', sequence: 2 })])
    expect(await rows('cancelled')).toEqual([{ cancelled: false }])
  })

  test('who comes is known by the key of the address, and our own people are nobody’s key', async () => {
    const touched = await apply([told(1, { state: 'scheduled' })])
    expect(await rows('keys')).toEqual([{ keys: [keyIdOf({ kind: 'email', value: 'buyer@bacs.example' })] }])
    expect(touched).toEqual(['meetings', `meeting:${meetingKey('calendar', 'm1')}`])
  })
})
