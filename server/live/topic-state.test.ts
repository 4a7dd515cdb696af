import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { subscribedSchema } from '#contract/live.ts'
import type { Row } from '#contract/view.ts'
import { applyChanges } from './row-changes.ts'
import type { CatchUp, Moment, RingLimits } from './topic-state.ts'
import { TopicState } from './topic-state.ts'

function moment(position: number, rows: Record<string, Row> = {}): Moment {
  return { position: BigInt(position), rows: new Map(Object.entries(rows)), asOf: null }
}

function stateAt(first: Moment, ring?: RingLimits): TopicState {
  let epochs = 0
  const newEpoch = () => `epoch-${++epochs}`
  return new TopicState({ topic: 'wall', newEpoch, first, now: 0, ...(ring && { ring }) })
}

function parse({ message }: CatchUp) {
  return subscribedSchema.parse(JSON.parse(message.json))
}

describe('TopicState', () => {
  test('L4: each change is a patch from one version to the next of the same epoch', () => {
    const state = stateAt(moment(1, { a: { n: 1 } }))

    const advance = state.advance(moment(2, { a: { n: 1 }, b: { n: 2 } }), 0)

    expect(advance.kind === 'patch' && JSON.parse(advance.message.json)).toEqual({
      type: 'patch',
      topic: 'wall',
      epoch: 'epoch-1',
      from: 1,
      to: 2,
      position: '2',
      set: { b: { n: 2 } },
      del: [],
      asOf: null,
    })
  })

  test('L6: whoever has a version that the ring reaches gets one patch, anybody else a snapshot', () => {
    const state = stateAt(moment(1, { a: { n: 0 } }), { patches: 2, bytes: 10_000 })
    for (const n of [1, 2, 3]) state.advance(moment(1 + n, { a: { n } }), n)

    expect(parse(state.catchUp(2))).toMatchObject({ type: 'patch', from: 2, to: 4, set: { a: { n: 3 } } })
    expect(parse(state.catchUp(4))).toMatchObject({ type: 'patch', from: 4, to: 4, set: {}, del: [] })
    for (const version of [1, 0, 5, null]) {
      expect(parse(state.catchUp(version))).toMatchObject({ type: 'snapshot', version: 4, rows: { a: { n: 3 } } })
    }
  })

  test('L6: the ring is bounded in bytes', () => {
    const state = stateAt(moment(1), { patches: 100, bytes: 1000 })
    for (let n = 1; n <= 20; n += 1) state.advance(moment(1 + n, { a: { text: `${n}`.repeat(100) } }), n)

    expect(state.catchUp(19).how).toBe('patch')
    expect(state.catchUp(1).how).toBe('snapshot')
  })

  test('L7: a position that goes back begins another epoch, from which no patch leads back', () => {
    const state = stateAt(moment(9, { a: { n: 9 } }))

    const advance = state.advance(moment(0), 0)

    expect(advance).toEqual({ kind: 'restarted' })
    expect(state.epoch).toBe('epoch-2')
    expect(parse(state.catchUp(null))).toMatchObject({ type: 'snapshot', epoch: 'epoch-2', version: 1, rows: {} })
  })

  test('L11: a snapshot is encoded once a version, and a merged patch once a version it starts from', () => {
    const state = stateAt(moment(1))
    state.advance(moment(2, { a: { n: 1 } }), 0)

    expect(state.catchUp(null).message).toBe(state.catchUp(null).message)
    expect(state.catchUp(1).message).toBe(state.catchUp(1).message)
    const before = state.catchUp(1).message
    state.advance(moment(3, { a: { n: 2 } }), 0)
    expect(state.catchUp(1).message).not.toBe(before)
  })

  test('L12: the same rows at the same position are nothing new', () => {
    const state = stateAt(moment(1, { a: { n: 1 } }))

    expect(state.advance(moment(1, { a: { n: 1 } }), 60_000)).toEqual({ kind: 'unchanged' })
  })

  test('L12: a position that moves alone is said at most once a second', () => {
    const state = stateAt(moment(1, { a: { n: 1 } }))

    expect(state.advance(moment(2, { a: { n: 1 } }), 999)).toEqual({ kind: 'unchanged' })
    expect(state.snapshot().position).toBe('1')
    const advance = state.advance(moment(3, { a: { n: 1 } }), 1000)
    expect(advance.kind === 'patch' && JSON.parse(advance.message.json)).toMatchObject({
      position: '3',
      set: {},
      del: [],
    })
  })

  test('L5, L6: from any version the ring reaches, the merged patch leads to the newest rows', () => {
    const rows = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.record({ n: fc.nat({ max: 2 }) }))
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 12 }), (states) => {
        const state = stateAt(moment(0, states[0]))
        const shown = new Map([[1, new Map(Object.entries(states[0] ?? {}))]])
        for (const [index, next] of states.slice(1).entries()) {
          state.advance(moment(index + 1, next), index * 100)
          shown.set(state.version, new Map(Object.entries(next)))
        }
        for (const [version, before] of shown) {
          const patch = parse(state.catchUp(version))
          if (patch.type !== 'patch') throw new Error('the ring is long enough')
          const after = applyChanges(before, { set: new Map(Object.entries(patch.set)), del: new Set(patch.del) })
          expect(after).toEqual(new Map(Object.entries(state.snapshot().rows)))
        }
      }),
    )
  })
})
