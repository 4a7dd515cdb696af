import fc from 'fast-check'
import { expect, test } from 'vitest'
import { webhookEventSchema } from '#contract/api.ts'
import { eventIdSchema, sourceSlugSchema, subjectSchema } from '#contract/event.ts'
import { newEventBatches, newEvents, webhookEvents } from './arbitraries.ts'

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
