import { describe, expect, test } from 'vitest'
import type { WireEvent } from '#contract/event.ts'
import type { EventRow } from '#contract/views/events.ts'
import { cameSince, newestFirst, pauseAt, withOlder } from './event-lines.ts'

function line(position: number): EventRow {
  const at = { occurredAt: 1, receivedAt: 2, backfill: false, clamped: false }
  return {
    position: `${position}`,
    id: `e${position}`,
    source: 'shop',
    type: 'page.viewed',
    subject: null,
    facts: {},
    ...at,
  }
}

function wire(position: number): WireEvent {
  const at = '2026-11-17T14:46:08.340Z'
  return { ...line(position), occurredAt: at, receivedAt: at, data: { title: 'Parka', large: true }, synthetic: false }
}

const topic = 'events'

test('positions are sorted as numbers', () => {
  const rows = new Map([9, 100, 10, 99].map((position) => [`${position}`, line(position)]))
  expect(newestFirst(rows).map(({ position }) => position)).toEqual(['100', '99', '10', '9'])
})

describe('while paused', () => {
  const pause = pauseAt({ topic, position: '100', lines: [line(100), line(99)] })

  test('the whole log tells exactly how many came since, whatever fits on the screen', () => {
    const live = { topic, position: '5100', lines: [line(5100), line(5099)] }
    expect(cameSince(pause, live, false)).toEqual({ count: 5000, isLeast: false })
  })

  test('a filtered one counts its lines, and says when there may be more', () => {
    const some = { topic, position: '5100', lines: [line(120), line(110), line(100)] }
    expect(cameSince(pause, some, true)).toEqual({ count: 2, isLeast: false })
    const full = { topic, position: '5100', lines: [line(5100), line(5000)] }
    expect(cameSince(pause, full, true)).toEqual({ count: 2, isLeast: true })
    const first = { topic, position: '5100', lines: [line(5100)] }
    expect(cameSince(pauseAt({ topic, position: '100', lines: [] }), first, true)).toEqual({ count: 1, isLeast: false })
  })

  test('older ones join at the end, without their data, until next no longer moves', () => {
    const older = withOlder(pause, { events: [wire(98), wire(97)], next: '97' })
    expect(older.lines.map(({ position }) => position)).toEqual(['100', '99', '98', '97'])
    expect(older.lines.at(-1)?.facts).toEqual({ title: 'Parka' })
    expect(JSON.stringify(older.lines)).not.toContain('large')
    expect(older).toMatchObject({ next: '97', isWhole: false })
    expect(withOlder(older, { events: [], next: '97' }).isWhole).toBe(true)
    expect(withOlder(older, { events: [wire(1)], next: '1' }).isWhole).toBe(true)
  })
})
