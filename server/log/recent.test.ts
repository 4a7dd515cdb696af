import { describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { newEvent } from '../testing/log-fixture.ts'
import { RecentEvents } from './recent.ts'

function events(from: number, to: number): StoredEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    ...newEvent({ id: `${from + index}` }),
    position: BigInt(from + index),
  }))
}

/** Flushes of these positions, one byte an event, committed at the time of their first position. */
function recentOf(
  flushes: readonly [from: number, to: number][],
  bounds: { maxEvents?: number; maxBytes?: number } = {},
) {
  const recent = new RecentEvents(bounds)
  for (const [from, to] of flushes) recent.add(events(from, to), { committedAt: from, bytes: to - from + 1 })
  return recent
}

const positions = (found: readonly StoredEvent[]) => found.map(({ position }) => Number(position))

describe('what this process appended last', () => {
  test.each<[string, bigint, number, number[]]>([
    ['from the beginning', 0n, 100, [1, 2, 3, 4, 5, 6]],
    ['from the middle of a flush, across its end', 1n, 100, [2, 3, 4, 5, 6]],
    ['from the end of a flush', 3n, 100, [4, 5, 6]],
    ['no more than asked for, within a flush', 0n, 2, [1, 2]],
    ['no more than asked for, across flushes', 2n, 3, [3, 4, 5]],
    ['nothing at the head', 6n, 100, []],
    ['nothing past the head', 60n, 100, []],
  ])('is given %s', (_case, after, limit, expected) => {
    const recent = recentOf([
      [1, 3],
      [4, 5],
      [6, 6],
    ])
    expect(positions(recent.after(after, limit))).toEqual(expected)
  })

  test('is given up to a hole, where another process appended, and never across it', () => {
    const recent = recentOf([
      [3, 4],
      [7, 8],
    ])
    expect(positions(recent.after(2n, 100))).toEqual([3, 4])
    for (const after of [0n, 1n, 4n, 5n]) expect(recent.after(after, 100)).toEqual([])
    expect(positions(recent.after(6n, 100))).toEqual([7, 8])
  })

  test('is let go of once all who follow have passed it, flush by flush', () => {
    const recent = recentOf([
      [1, 3],
      [4, 5],
    ])
    const [quick, slow] = [recent.follow(0n), recent.follow(0n)]

    quick.passed(5n)
    expect(positions(recent.after(0n, 100))).toEqual([1, 2, 3, 4, 5])
    slow.passed(4n)
    expect(recent.after(0n, 100)).toEqual([])
    expect(positions(recent.after(3n, 100))).toEqual([4, 5])
    slow.end()
    quick.passed(5n)
    expect(recent.after(3n, 100)).toEqual([])
  })

  test('is bounded by count: the oldest flushes are forgotten whole', () => {
    const recent = recentOf(
      [
        [1, 4],
        [5, 8],
        [9, 10],
      ],
      { maxEvents: 6 },
    )
    expect(recent.after(0n, 100)).toEqual([])
    expect(positions(recent.after(4n, 100))).toEqual([5, 6, 7, 8, 9, 10])
  })

  test('is bounded by bytes, also when one flush is more than all of them', () => {
    const recent = new RecentEvents({ maxBytes: 100 })
    recent.add(events(1, 1), { committedAt: 1, bytes: 60 })
    recent.add(events(2, 2), { committedAt: 2, bytes: 60 })
    expect(recent.after(0n, 100)).toEqual([])
    expect(positions(recent.after(1n, 100))).toEqual([2])
    recent.add(events(3, 3), { committedAt: 3, bytes: 101 })
    expect(recent.after(2n, 100)).toEqual([])
    recent.add(events(4, 4), { committedAt: 4, bytes: 100 })
    expect(positions(recent.after(3n, 100))).toEqual([4])
  })

  test('has the time at which its flush committed, as long as it is held', () => {
    const recent = recentOf(
      [
        [1, 3],
        [4, 5],
        [8, 9],
      ],
      { maxEvents: 4 },
    )
    expect([1n, 3n, 4n, 5n, 6n, 8n, 9n, 10n].map((position) => recent.committedAt(position))).toEqual([
      null,
      null,
      4,
      4,
      null,
      8,
      8,
      null,
    ])
  })

  test('a flush of duplicates alone covers nothing', () => {
    const recent = recentOf([[1, 2]])
    expect(recent.add([], { committedAt: 3, bytes: 10 })).toEqual({ from: 1n, to: 0n, count: 0 })
    expect(recent.add(events(3, 5), { committedAt: 4, bytes: 3 })).toEqual({ from: 3n, to: 5n, count: 3 })
    expect(positions(recent.after(0n, 100))).toEqual([1, 2, 3, 4, 5])
  })
})
