import fc from 'fast-check'
import { expect, test } from 'vitest'
import { webhookEventSchema } from '#contract/api.ts'
import { eventIdSchema, sourceSlugSchema, subjectSchema } from '#contract/event.ts'
import { newEventBatches, newEvents, storedLogs, webhookEvents } from './arbitraries.ts'

test('events for the log are what a door lets through', () => {
  fc.assert(
    fc.property(newEvents(), (event) => {
      sourceSlugSchema.parse(event.source)
      eventIdSchema.parse(event.id)
      subjectSchema.nullable().parse(event.subject)
      expect(JSON.parse(JSON.stringify(event))).toStrictEqual(event)
    }),
  )
})

test('events for a door satisfy its schema', () => {
  fc.assert(fc.property(webhookEvents(), (event) => webhookEventSchema.safeParse(event).success))
})

test('a batch holds every (source, id) once', () => {
  const oneSource = newEventBatches({ sources: fc.constant('shop'), maxLength: 30 })
  fc.assert(fc.property(oneSource, (events) => new Set(events.map((event) => event.id)).size === events.length))
})

test('lengths reach their maximum: small batches would leave every border of the code untried', () => {
  const lengths = fc.sample(newEventBatches({ maxLength: 60 }), 50).map((events) => events.length)
  expect(Math.max(...lengths)).toBeGreaterThan(50)
})

test('a log has what days bring: several sources, late and early events, disorder, history and canaries', () => {
  for (const events of fc.sample(storedLogs(), 5)) {
    expect(events.length).toBeGreaterThanOrEqual(200)
    expect(new Set(events.map(({ source }) => source)).size).toBeGreaterThan(2)
    expect(events.some(({ receivedAt, occurredAt }) => receivedAt - occurredAt > 86_400_000)).toBe(true)
    expect(events.some(({ receivedAt, occurredAt }) => occurredAt > receivedAt)).toBe(true)
    expect(events.some(({ receivedAt }, index) => receivedAt < (events[index - 1]?.receivedAt ?? 0))).toBe(true)
    expect(events.some(({ backfill }) => backfill)).toBe(true)
    expect(events.some(({ synthetic }) => synthetic)).toBe(true)
  }
})
