import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TimelineEntry } from '#contract/timeline.ts'
import { groupDays, groupVisits, visitGapMs } from './visits.ts'

const key = '00000000-0000-0000-0000-000000000001'
const minuteMs = 60_000

function entry(position: number, at: number, type = 'page.viewed', facts = {}): TimelineEntry {
  return { kind: 'entry', position: String(position), key, type, source: 'site', at, facts }
}

/** What a reader sees, in short. */
function told(entries: readonly TimelineEntry[]): string[] {
  return groupVisits(entries.toSorted((a, b) => b.at - a.at)).map((item) =>
    item.item === 'visit'
      ? `visit ${item.lines.map((line) => line.entry.position).join(' ')}`
      : `${item.entry.type} ${item.entry.position}`,
  )
}

describe('visits', () => {
  test('pages within half an hour of each other are one visit, newest first', () => {
    expect(told([entry(1, 0), entry(2, visitGapMs), entry(3, 2 * visitGapMs + 1)])).toEqual(['visit 3', 'visit 2 1'])
  })

  test('what happens during a visit is told within it, what happens outside stands alone', () => {
    const pages = [entry(1, 0), entry(3, 10 * minuteMs)]
    const others = [entry(2, 5 * minuteMs, 'customer.identified'), entry(4, 20 * minuteMs, 'ticket.opened')]
    expect(told([...pages, ...others])).toEqual(['ticket.opened 4', 'visit 3 2 1'])
  })

  test('a page lasts until the next one, or as long as it said itself when it was left', () => {
    const lines = groupVisits([
      entry(4, 9 * minuteMs, 'page.viewed', { path: '/c' }),
      entry(3, 8 * minuteMs, 'page.left', { path: '/b', durationMs: 50_000 }),
      entry(2, 3 * minuteMs, 'page.viewed', { path: '/b' }),
      entry(1, 0, 'page.viewed', { path: '/a' }),
    ])
    expect(lines).toMatchObject([
      { pages: 3, lines: [{ durationMs: null }, { durationMs: 50_000 }, { durationMs: 3 * minuteMs }] },
    ])
  })

  test('no entry is lost and none is told twice, however they lie', () => {
    const types = fc.constantFrom('page.viewed', 'order.placed', 'cart.updated', 'parcel.lost')
    const entries = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 * visitGapMs }), types), { maxLength: 60 })
    fc.assert(
      fc.property(entries, (drawn) => {
        const all = drawn
          .map(([at, type], index) => entry(index, at, type))
          .toSorted((a, b) => b.at - a.at || Number(b.position) - Number(a.position))
        const shown = groupVisits(all).flatMap((item) =>
          item.item === 'visit' ? item.lines.map((line) => line.entry) : [item.entry],
        )
        expect(shown.map(({ position }) => position).toSorted()).toEqual(all.map(({ position }) => position).toSorted())
      }),
    )
  })
})

test('a visit over midnight stands on the day on which it began', () => {
  const dayMs = 86_400_000
  const entries = [
    entry(3, dayMs + 40 * minuteMs, 'mail.opened'),
    entry(2, dayMs + minuteMs),
    entry(1, dayMs - minuteMs),
  ]
  const days = groupDays(groupVisits(entries), (at) => String(Math.floor(at / dayMs)))
  expect(days.map(({ items }) => items.length)).toEqual([1, 1])
})
