import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Movement, MovedLevel } from './level.ts'
import { comesBefore, insertMovement, moveLevel, outSpans, unknownLevel } from './level.ts'

const says = (at: number, said: Partial<Movement>): Movement => ({
  occurredAt: at,
  position: BigInt(at),
  stated: null,
  delta: null,
  version: null,
  fromOrder: false,
  ...said,
})

function levelOf(movements: readonly Movement[]) {
  const history: MovedLevel[] = []
  for (const movement of movements) insertMovement(history, unknownLevel, movement)
  return { level: history.at(-1)?.after ?? unknownLevel, history }
}

describe('the level of a SKU in a place', () => {
  test('is the newest statement and what moved it since, whatever came first', () => {
    const movements = [says(3, { delta: -2 }), says(1, { stated: 9 }), says(2, { stated: 5 }), says(0, { delta: 100 })]
    expect(levelOf(movements).level.onHand).toBe(3)
  })

  test('goes by the version where there is one: clocks may be wrong', () => {
    expect(levelOf([says(1, { stated: 4, version: 8 }), says(2, { stated: 6, version: 7 })]).level.onHand).toBe(4)
  })

  test('is moved by orders only where the place has never stated one', () => {
    const sold = says(2, { delta: -2, fromOrder: true })
    expect(levelOf([says(1, { stated: 9 }), sold]).level.onHand).toBe(9)
    expect(levelOf([says(1, { delta: 9 }), sold]).level.onHand).toBe(7)
  })

  test('is not known where there were only orders: that is not out', () => {
    expect(levelOf([says(1, { delta: -2, fromOrder: true })]).level.onHand).toBeNull()
  })

  test('is not known any more where it was withdrawn, until it is said again', () => {
    const withdrawn = [says(1, { stated: 9 }), says(2, {}), says(3, { delta: -2, fromOrder: true })]
    expect(levelOf(withdrawn).level).toEqual(unknownLevel)
    expect(levelOf([...withdrawn, says(4, { stated: 5 })]).level.onHand).toBe(5)
  })

  const movement = fc.oneof(
    fc.record({ stated: fc.integer({ min: -1, max: 5 }), version: fc.option(fc.integer({ min: 1, max: 9 })) }),
    fc.record({ delta: fc.integer({ min: -4, max: 4 }) }),
    fc.record({ delta: fc.integer({ min: -4, max: 0 }), fromOrder: fc.constant(true) }),
    fc.constant({}),
  )
  const said = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), movement), { maxLength: 40 })

  test('and when it was out are what the whole set of movements says, in any order of arrival', () => {
    const arrivals = fc.tuple(said, fc.infiniteStream(fc.nat()))
    fc.assert(
      fc.property(arrivals, ([drawn, keys]) => {
        const all = drawn.map(([at, each], index) => ({ ...says(at, each), position: BigInt(index) }))
        const arrived = all.map((each) => ({ each, key: Number(keys.next().value) }))
        const { level, history } = levelOf(arrived.toSorted((a, b) => a.key - b.key).map(({ each }) => each))
        const inOrder = all.toSorted((a, b) => (comesBefore(a, b) ? -1 : 1))
        expect(level).toEqual(inOrder.reduce(moveLevel, unknownLevel))
        for (let at = 0; at <= 31; at++) {
          const then = inOrder.filter(({ occurredAt }) => occurredAt <= at).reduce(moveLevel, unknownLevel)
          const isOut = outSpans(history, null).some(({ from, to }) => from <= at && at < (to ?? Infinity))
          expect(isOut).toBe(then.onHand !== null && then.onHand <= 0)
        }
      }),
    )
  })
})
