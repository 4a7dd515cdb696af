import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { StageTimes } from '#contract/freshness.ts'
import type { ConnectionPhase } from './connection-state.ts'
import { FakePage, joinedPage, patch, rowsOf } from './fake-page.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 12) })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('silence and loss', () => {
  test('L16: 5 s without the clock and the rows are stale; a clock, and they are live again', () => {
    const { page, view } = joinedPage()

    page.pass(4900, { isSilent: true })
    expect(view()?.phase).toBe('live')
    page.pass(400, { isSilent: true })
    expect(view()?.phase).toBe('stale')
    expect(page.store.connection().phase).toBe('silent')
    page.sayTime()
    page.frame()

    expect(view()?.phase).toBe('live')
  })

  test('L16: a clock that was on its way for longer than 5 s proves nothing', () => {
    const { page, line, view } = joinedPage()
    line.answer('time', { type: 'clock', now: page.serverNow })
    page.pass(5500, { isSilent: true })

    line.say({ type: 'clock', now: page.serverNow - 5200 })
    page.frame()

    expect(view()?.phase).toBe('stale')
  })

  test('L16: after 15 s of silence the line is dropped and a new one made', () => {
    const { page, line } = joinedPage()

    page.pass(16_000, { isSilent: true })

    expect(line.isClosed).toBe(true)
    expect(page.lines.length).toBeGreaterThan(1)
  })

  test('L23: a lost line is made again after a jittered pause, with the versions it had', () => {
    const { page, line, view } = joinedPage()
    const lostAt = page.serverNow

    line.events.onLost()
    page.frame()
    expect(view()?.phase).toBe('offline')
    expect(rowsOf(page)).toEqual({ total: { n: 1 }, other: { n: 0 } })
    // The line did not last: the second span, of which the fake random takes half.
    expect(page.store.connection()).toMatchObject({ phase: 'reconnecting', retryAt: lostAt + 500 })

    page.pass(500, { isSilent: true })
    expect(page.open().asked('subscribe')).toEqual([{ topic: 'wall', epoch: 'e1', version: 1 }])
  })

  test('L23: attempts come ever later, up to 10 s, and at once when the network is back', () => {
    const { page } = joinedPage()
    for (let n = 0; n < 8; n += 1) {
      page.line.events.onLost()
      page.pass(5000, { isSilent: true })
    }
    const before = page.lines.length
    page.line.events.onLost()
    page.pass(4900, { isSilent: true })
    expect(page.lines).toHaveLength(before)
    expect(page.store.connection().phase).toBe('offline')

    page.network(true)
    expect(page.lines).toHaveLength(before + 1)
  })

  test.each(['lost', 'silent'] as const)('rows read after the last clock date what a %s screen shows', (how) => {
    const { page, line } = joinedPage()
    const clockAt = page.serverNow
    page.sayTime()
    vi.advanceTimersByTime(700)
    line.say(patch(1, { total: { n: 2 } }, { asOf: asOf(page.serverNow - 20) }))
    const told = vi.fn()
    page.store.watchConnection(told)
    page.frame()
    expect(told).not.toHaveBeenCalled()

    if (how === 'lost') line.events.onLost()
    page.pass(6000, { isSilent: true })

    expect(page.store.connection().lastHeardAt).toBe(clockAt + 680)
  })

  test('a patch that does not fit, and rows older than the clock, date nothing', () => {
    const { page, line } = joinedPage()
    const clockAt = page.serverNow
    page.sayTime()
    vi.advanceTimersByTime(700)
    line.say(patch(1, { total: { n: 2 } }, { asOf: asOf(clockAt - 50) }))
    line.say(patch(7, { total: { n: 8 } }, { asOf: asOf(page.serverNow) }))

    line.events.onLost()
    page.frame()

    expect(page.store.connection().lastHeardAt).toBe(clockAt)
  })

  test('L24: after closing, the first attempt waits a part of the spread', () => {
    const { page, line } = joinedPage()

    line.say({ type: 'closing', spreadMs: 8000 })
    line.events.onLost()
    page.pass(3900, { isSilent: true })
    expect(page.lines).toHaveLength(1)
    page.pass(200, { isSilent: true })

    expect(page.lines).toHaveLength(2)
  })

  test('an attempt that hangs is given up', () => {
    const page = new FakePage()
    page.store.start()
    page.pass(9000, { isSilent: true })

    expect(page.lines.length).toBeGreaterThan(1)
    expect(page.lines[0]?.isClosed).toBe(true)
    expect(page.store.connection().phase).toBe('offline')
  })

  test('what a dropped line still says is not heard', () => {
    const { page, line, view } = joinedPage()
    page.pass(16_000, { isSilent: true })

    line.say(patch(1, { total: { n: 2 } }))
    page.frame()

    expect(view()?.rows.get('total')).toEqual({ n: 1 })
  })
})

describe('clock', () => {
  test('L17: offset and round trip come from an exchange', () => {
    const { page, line } = joinedPage()
    page.pass(1000)
    vi.advanceTimersByTime(250)
    const sentAt = page.serverNow
    vi.advanceTimersByTime(40)

    line.answer('time', { type: 'clock', now: sentAt + 20 })
    page.frame()

    const { rttMs, clockOffsetMs } = page.store.connection()
    expect(rttMs).toBeGreaterThanOrEqual(40)
    expect(Math.abs((clockOffsetMs ?? 0) - page.offsetMs)).toBeLessThanOrEqual((rttMs ?? 0) / 2)
  })

  test('L17: a server’s clock that was put back is measured at once, at most every 5 s, and no number turns grey', () => {
    const { page, line, view } = joinedPage()
    line.answer('time', { type: 'clock', now: page.serverNow })
    page.pass(10_000)
    const asked = line.asked('time').length
    const sayPutBack = () => line.say({ type: 'clock', now: page.serverNow - 10_000 })

    sayPutBack()
    sayPutBack()
    expect(line.asked('time')).toHaveLength(asked + 1)
    line.answer('time', { type: 'clock', now: page.serverNow - 10_000 })
    for (let seconds = 0; seconds < 6; seconds += 1) {
      vi.advanceTimersByTime(1000)
      sayPutBack()
    }
    page.frame()

    expect(view()?.phase).toBe('live')
    expect(page.store.connection().clockOffsetMs).toBe(page.offsetMs - 10_000)
  })

  test('the server clock ticks in whole intervals, for all at once', () => {
    const { page } = joinedPage()
    const ticks: number[] = []
    page.store.watchClock(1000, () => ticks.push(page.store.clockTick(1000)))

    page.pass(3000)

    expect(ticks).toHaveLength(3)
    expect(ticks.every((tick) => tick % 1000 === 0)).toBe(true)
    expect(Math.abs((ticks.at(-1) ?? 0) - page.serverNow)).toBeLessThanOrEqual(1000)
  })
})

test('the connection is told apart from what it was only when it differs', () => {
  const { page } = joinedPage()
  const phases: ConnectionPhase[] = []
  page.store.watchConnection(() => phases.push(page.store.connection().phase))

  page.frame()
  page.frame()

  expect(phases).toEqual([])
})

function asOf(emittedAt: number): StageTimes {
  return { occurredAt: 1, receivedAt: 2, storedAt: 3, projectedAt: 4, emittedAt }
}
