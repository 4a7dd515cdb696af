import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Down } from '#contract/live.ts'
import { downSchema } from '#contract/live.ts'
import { decodeMessage } from './decode-message.ts'
import { applyPatch, replicaOf } from './replica.ts'

const rows = fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()))
const state = { topic: fc.string({ minLength: 1 }), epoch: fc.string(), position: fc.string(), asOf: fc.constant(null) }
const valid: fc.Arbitrary<Down> = fc.oneof(
  fc.record({ type: fc.constant('clock' as const), now: fc.integer() }),
  fc.record({ type: fc.constant('closing' as const), spreadMs: fc.integer() }),
  fc.record({ type: fc.constant('snapshot' as const), ...state, version: fc.nat(), rows }),
  fc.record({
    type: fc.constant('patch' as const),
    ...state,
    from: fc.nat(),
    to: fc.nat(),
    set: rows,
    del: fc.array(fc.string()),
  }),
) as fc.Arbitrary<Down> // the schema below says whether it is

test('what the schema accepts is decoded as it is', () => {
  fc.assert(
    fc.property(valid, (message) => {
      const json = JSON.stringify(message)
      expect(downSchema.safeParse(JSON.parse(json)).success).toBe(true)
      expect(decodeMessage(json)).toEqual(JSON.parse(json))
    }),
  )
})

test('L22: whatever is damaged in a message, decoding and applying it throws nothing', () => {
  const damaged = fc
    .tuple(valid, fc.constantFrom('type', 'set', 'del', 'rows', 'asOf', 'from', 'topic', 'position'), fc.jsonValue())
    .map(([message, field, value]) => JSON.stringify({ ...message, [field]: value }))
  fc.assert(
    fc.property(fc.oneof(damaged, fc.json(), fc.string()), (json) => {
      const message = decodeMessage(json)
      if (message?.type === 'snapshot') replicaOf(message)
      if (message?.type === 'patch') {
        applyPatch({ epoch: message.epoch, version: message.from, position: '0', rows: new Map(), asOf: null }, message)
      }
    }),
  )
})

test.each(['null', '7', '"clock"', '[]', '{}', '{"type":7}', '{"type":"clock"}', '{"type":"patch","set":{}}'])(
  'L22: %s does not parse',
  (json) => {
    expect(decodeMessage(json)).toBeNull()
  },
)

test.each(['confetti', '__proto__', 'constructor'])('L22: a message of type %s is unknown, not malformed', (type) => {
  expect(decodeMessage(`{"type":${JSON.stringify(type)}}`)).toEqual({ type: 'unknown' })
})
