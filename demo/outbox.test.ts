import { expect, test } from 'vitest'
import { FakeDoor } from '#cli/replay/fake-door.ts'
import { Outbox } from './outbox.ts'
import type { OutboxOptions } from './outbox.ts'
import type { DemoEvent } from './simulation.ts'

function event(number: number): DemoEvent {
  return {
    source: 'crm',
    at: 1_800_000_000_000 + number,
    event: { id: `e-${number}`, type: 'customer.created', data: {} },
  }
}

interface Opened {
  outbox: Outbox
  said: string[]
  stop: AbortController
}

function open(fake: FakeDoor, overrides: Partial<OutboxOptions> = {}): Opened {
  const said: string[] = []
  const stop = new AbortController()
  const say = (message: string): void => void said.push(message)
  const options = { door: fake.door('crm'), maxQueued: 5000, gatherMs: 0, signal: stop.signal, say, ...overrides }
  return { outbox: new Outbox(options), said, stop }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

test('events arrive once and in order, with the moment they happened, whatever fails on the way', async () => {
  await using fake = await FakeDoor.open(['cut', 'stored-then-cut', 503, 'none', 'half-answer', 429])
  const { outbox, said } = open(fake)
  for (const number of numbers(250)) outbox.put(event(number))
  await fake.until(() => fake.stored.size === 250)
  expect(fake.idsOf('crm')).toEqual(numbers(250).map((number) => `e-${number}`))
  expect(fake.stored.get('crm e-7')?.timestamp).toBe(new Date(1_800_000_000_007).toISOString())
  expect(said[0]).toContain('the server does not take events, trying again')
})

test('while the server is away no more than the limit is kept; the oldest go, and are counted', async () => {
  await using fake = await FakeDoor.open(['cut'])
  const { outbox } = open(fake, { maxQueued: 10 })
  for (const number of numbers(30)) outbox.put(event(number))
  expect(outbox).toMatchObject({ queued: 10, counts: { dropped: 19 } })
  await fake.until(() => fake.stored.has('crm e-29'))
  expect(fake.stored.size).toBe(11)
})

test('what the door refuses for good is counted and said, and the next goes on', async () => {
  await using fake = await FakeDoor.open([400])
  const { outbox, said } = open(fake)
  outbox.put(event(1))
  outbox.put(event(2))
  await fake.until(() => fake.stored.has('crm e-2'))
  expect(outbox.counts.refused).toBe(1)
  expect(said).toEqual(['crm: 1 events refused: Refused: because of 400'])
})

test('a source that gathers sends in one request what came meanwhile', async () => {
  await using fake = await FakeDoor.open()
  const { outbox } = open(fake, { gatherMs: 1 })
  for (const number of numbers(20)) outbox.put(event(number))
  await fake.until(() => fake.stored.size === 20)
  expect(fake.requests).toHaveLength(1)
})

test('nothing is sent after the end', async () => {
  await using fake = await FakeDoor.open()
  const { outbox, stop } = open(fake)
  stop.abort()
  outbox.put(event(1))
  expect(outbox.queued).toBe(1)
  expect(fake.requests).toEqual([])
})
