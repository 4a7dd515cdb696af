import { describe, expect, test } from 'vitest'
import type { TimelineEntry } from '#contract/timeline.ts'
import { entriesShown } from '#contract/views/customer.ts'
import { keptFrom, ofKind, withLive, withOlder } from './kept-entries.ts'

const key = '00000000-0000-0000-0000-000000000001'

function entry(number: number, type = 'page.viewed'): TimelineEntry {
  return { kind: 'entry', position: String(number), key, type, source: 'site', at: number, facts: {} }
}

/** Entries with these numbers, newest first. */
function from(newest: number, oldest: number): TimelineEntry[] {
  return Array.from({ length: newest - oldest + 1 }, (_, index) => entry(newest - index))
}

const full = from(100, 101 - entriesShown)

describe('entries that a screen keeps', () => {
  test('a view that is not full is the whole timeline', () => {
    expect(keptFrom('a', from(3, 1)).next).toBeNull()
    expect(keptFrom('a', full).next).toBe(`${101 - entriesShown}.${101 - entriesShown}`)
  })

  test('what the view lets go of stays, with what was asked for', () => {
    const page = { entries: from(100 - entriesShown, 20), next: '20.20' }
    const first = keptFrom('a', full)
    const kept = withOlder(first, first.next ?? '', [page])
    const later = withLive(kept, from(110, 111 - entriesShown))
    expect(later.entries.map(({ at }) => at)).toEqual(from(110, 20).map(({ at }) => at))
    expect(later.next).toBe('20.20')
  })

  test('where more has come than the view holds, there is no hole: the screen begins anew', () => {
    const later = withLive(keptFrom('a', full), from(300, 301 - entriesShown))
    expect(later.entries).toHaveLength(entriesShown)
    expect(later.next).toBe(`${301 - entriesShown}.${301 - entriesShown}`)
  })

  test('an older page that comes after the screen has begun anew is not taken', () => {
    const first = keptFrom('a', full)
    const anew = withLive(first, from(300, 301 - entriesShown))
    expect(withOlder(anew, first.next ?? '', [{ entries: from(100 - entriesShown, 20), next: '20.20' }])).toBe(anew)
  })

  test('a late entry stands where it happened', () => {
    const late = { ...entry(200), at: 2 }
    expect(
      withLive(keptFrom('a', from(3, 1)), [entry(3), late, entry(2), entry(1)]).entries.map(({ at }) => at),
    ).toEqual([3, 2, 2, 1])
  })

  test('one kind of entries', () => {
    expect(ofKind([entry(2, 'order.placed'), entry(1)], 'order')).toHaveLength(1)
    expect(ofKind([entry(2, 'order.placed'), entry(1)], null)).toHaveLength(2)
  })
})
