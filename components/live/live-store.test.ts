import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FakePage, joinedPage, patch, refused, rowsOf, snapshot } from './fake-page.ts'
import type { AppliedSample } from './view-state.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 12) })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('equal', () => {
  test('L3: loading until the snapshot, live from then on', () => {
    const page = new FakePage()
    page.store.watch('wall', () => undefined)
    page.store.start()
    expect(page.store.view('wall')).toMatchObject({ phase: 'loading', position: null, appliedAt: null })

    const line = page.open()
    line.answer('subscribe', snapshot({ total: { n: 1 } }))
    page.frame()

    expect(page.store.view('wall')).toMatchObject({ phase: 'live', position: '1' })
    expect(rowsOf(page)).toEqual({ total: { n: 1 } })
  })

  test('L4: a patch that fits is applied; unchanged rows keep their identity', () => {
    const { page, line, view } = joinedPage()
    const other = view()?.rows.get('other')

    line.say(patch(1, { total: { n: 2 } }, { del: ['gone'] }))
    page.frame()

    expect(rowsOf(page)).toEqual({ total: { n: 2 }, other: { n: 0 } })
    expect(view()?.rows.get('other')).toBe(other)
  })

  test('L4: a gap changes nothing, asks again, and ignores the topic until the answer', () => {
    const { page, line, view } = joinedPage()

    line.say(patch(2, { total: { n: 3 } }))
    line.say(patch(1, { total: { n: 2 } }))
    page.frame()
    expect(rowsOf(page)).toEqual({ total: { n: 1 }, other: { n: 0 } })
    expect(view()?.phase).toBe('stale')
    expect(line.asked('subscribe').at(-1)).toEqual({ topic: 'wall', epoch: 'e1', version: 1 })

    line.answer('subscribe', patch(1, { total: { n: 4 } }, { to: 4, position: '4' }))
    page.frame()
    expect(view()).toMatchObject({ phase: 'live', position: '4' })
    expect(rowsOf(page)).toEqual({ total: { n: 4 }, other: { n: 0 } })
  })

  test('L2, L4: an answer or a patch that is repeated changes nothing', () => {
    const { page, line } = joinedPage()
    line.say(patch(1, { total: { n: 2 } }))
    line.say(patch(1, { total: { n: 2 } }))
    line.answer('subscribe', snapshot({ total: { n: 1 } }))
    page.frame()

    expect(rowsOf(page)).toEqual({ total: { n: 2 }, other: { n: 0 } })
    expect(line.asked('subscribe')).toHaveLength(1)
  })

  test('L2, L4: an answer overtaken by a patch is found out by the next one, and it asks again', () => {
    const page = new FakePage()
    page.store.watch('wall', () => undefined)
    page.store.start()
    const line = page.open()
    line.say(patch(1, { total: { n: 2 } }))
    line.answer('subscribe', snapshot({ total: { n: 1 } }))

    line.say(patch(2, { total: { n: 3 } }))
    expect(line.asked('subscribe')).toEqual([{ topic: 'wall' }, { topic: 'wall', epoch: 'e1', version: 1 }])
    line.answer('subscribe', patch(1, { total: { n: 3 } }, { to: 3 }))
    page.frame()

    expect(rowsOf(page)).toEqual({ total: { n: 3 } })
  })

  test('L4: a patch of another epoch is a gap', () => {
    const { page, line, view } = joinedPage()

    line.say(patch(1, { total: { n: 2 } }, { epoch: 'e2' }))
    page.frame()

    expect(view()?.phase).toBe('stale')
    expect(line.asked('subscribe')).toHaveLength(2)
  })

  test('L5: patches between two frames are shown at once, as the last of them', () => {
    const { page, line, listener, view } = joinedPage()

    line.say(patch(1, { total: { n: 2 } }))
    line.say(patch(2, { total: { n: 3 } }))
    expect(view()?.rows.get('total')).toEqual({ n: 1 })
    page.frame()

    expect(listener).toHaveBeenCalledTimes(1)
    expect(view()?.rows.get('total')).toEqual({ n: 3 })
  })

  test('L6: a topic seeded by the server is shown before the line is up, and continued from', () => {
    const page = new FakePage()
    const seed = snapshot({ total: { n: 1 } }, { version: 7 })
    page.store.watch('wall', () => undefined, seed)
    page.store.start()
    page.frame()
    expect(page.store.view('wall')).toMatchObject({ phase: 'live', position: '1', appliedAt: null })

    const line = page.open()
    expect(line.asked('subscribe')).toEqual([{ topic: 'wall', epoch: 'e1', version: 7 }])
    line.answer('subscribe', patch(7, { total: { n: 2 } }))
    page.frame()

    expect(rowsOf(page)).toEqual({ total: { n: 2 } })
  })

  test('a seed that was rendered long ago is not called live', () => {
    const { page } = joinedPage()
    const emittedAt = page.serverNow - 6000
    const asOf = { occurredAt: 1, receivedAt: 1, storedAt: null, projectedAt: null, emittedAt }
    page.store.watch('wall:old', () => undefined, snapshot({ total: { n: 1 } }, { topic: 'wall:old', asOf }))
    page.frame()

    expect(page.store.view('wall:old')?.phase).toBe('stale')
  })

  test('L7: a snapshot that nobody asked for replaces everything', () => {
    const { page, line, view } = joinedPage()
    const other = view()?.rows.get('other')

    line.say(snapshot({ other: { n: 0 } }, { epoch: 'e2', position: '0' }))
    line.say(patch(1, { total: { n: 9 } }, { epoch: 'e2' }))
    page.frame()

    expect(rowsOf(page)).toEqual({ other: { n: 0 }, total: { n: 9 } })
    expect(view()?.rows.get('other')).toBe(other)
  })

  test('only those who watch a row that changed are told', () => {
    const { page, line } = joinedPage()
    const [total, other] = [vi.fn(), vi.fn()]
    page.store.watchRow({ topic: 'wall', key: 'total', initial: undefined }, total)
    page.store.watchRow({ topic: 'wall', key: 'other', initial: undefined }, other)
    page.frame()

    line.say(patch(1, { total: { n: 2 } }))
    page.frame()

    expect(total).toHaveBeenCalledTimes(1)
    expect(other).not.toHaveBeenCalled()
  })
})

describe('answers that cannot be used', () => {
  test.each(['', '{', '[]', '{"type":"patch"}', '{"type":"snapshot","rows":{"a":1}}', '{"type":"clock","now":1}'])(
    'L22: %s makes it ask for the whole view, after a while, keeping what it has',
    (answer) => {
      const { page, line, view } = joinedPage()
      line.say(patch(5, {}))
      line.answer('subscribe', answer)
      page.frame()
      expect(view()?.phase).toBe('stale')
      expect(line.asked('subscribe')).toHaveLength(2)

      page.pass(2000)
      expect(line.asked('subscribe').at(-1)).toEqual({ topic: 'wall' })
      line.answer('subscribe', snapshot({ total: { n: 8 } }))
      page.frame()
      expect(rowsOf(page)).toEqual({ total: { n: 8 } })
    },
  )

  test('L22: a message down that does not parse makes it ask again; one of an unknown type does not', () => {
    const { page, line } = joinedPage()

    line.say({ type: 'confetti' })
    expect(line.asked('subscribe')).toHaveLength(1)
    line.say('{"type":')
    page.frame()

    expect(line.asked('subscribe')).toHaveLength(2)
  })

  test('a request without an answer is repeated', () => {
    const { page, line } = joinedPage()
    line.say(patch(5, {}))

    page.pass(8000)

    expect(line.asked('subscribe').length).toBeGreaterThanOrEqual(3)
  })
})

describe('refusals', () => {
  test('L20: a final one takes the rows away, and is not asked again on the same line', () => {
    const { page, line, view } = joinedPage()

    line.say(refused('forbidden'))
    page.pass(60_000)

    expect(view()).toMatchObject({ phase: 'refused', refusal: { code: 'forbidden' }, position: null })
    expect(view()?.rows.size).toBe(0)
    expect(line.asked('subscribe')).toHaveLength(1)
  })

  test('L20: a new line asks again', () => {
    const { page, line, view } = joinedPage()
    line.say(refused('forbidden'))
    line.events.onLost()
    page.pass(1000, { isSilent: true })

    page.open().answer('subscribe', snapshot({ total: { n: 5 } }))
    page.frame()

    expect(view()).toMatchObject({ phase: 'live' })
    expect(view()?.refusal).toBeUndefined()
  })

  test('L21: one with retryMs keeps the rows as stale and asks again', () => {
    const { page, line, view } = joinedPage()

    line.say(refused('unavailable', 2000))
    page.frame()
    expect(view()?.phase).toBe('stale')
    expect(rowsOf(page)).toEqual({ total: { n: 1 }, other: { n: 0 } })

    page.pass(3000)
    expect(line.asked('subscribe').at(-1)).toEqual({ topic: 'wall', epoch: 'e1', version: 1 })
    line.answer('subscribe', patch(1, { total: { n: 2 } }))
    page.frame()
    expect(view()?.phase).toBe('live')
  })

  test('L20: what names nothing any more takes its rows away, is refused while it is asked for again, and comes back', () => {
    const { page, line, view } = joinedPage()

    line.say(refused('unknown-view', 2000))
    page.pass(3000)
    expect(line.asked('subscribe')).toHaveLength(2)
    expect(view()).toMatchObject({ phase: 'refused', position: null })
    line.answer('subscribe', snapshot({ total: { n: 1 } }))
    page.frame()

    expect(view()).toMatchObject({ phase: 'live' })
    expect(rowsOf(page)).toEqual({ total: { n: 1 } })
  })
})

describe('watching', () => {
  test('L25: a topic is kept for 5 s after its last watcher, so that StrictMode and a next screen cost nothing', () => {
    const { page, line, stop } = joinedPage()

    stop()
    page.pass(4000)
    const again = page.store.watch('wall', () => undefined)
    expect(line.asked('subscribe')).toHaveLength(1)
    again()
    page.pass(6000)

    expect(line.asked('unsubscribe')).toEqual([{ topic: 'wall' }])
    expect(page.store.view('wall')).toBeUndefined()
  })

  test('a store that is stopped and started again, as StrictMode does, asks on the new line', () => {
    const page = new FakePage()
    page.store.watch('wall', () => undefined)
    page.store.start()()
    page.store.start()
    page.open().answer('subscribe', snapshot({ total: { n: 1 } }))
    page.frame()

    expect(page.lines).toHaveLength(2)
    expect(page.lines[0]?.isClosed).toBe(true)
    expect(page.store.view('wall')?.phase).toBe('live')
  })
})

describe('samples', () => {
  const asOf = (receivedAt: number) => ({ occurredAt: 1, receivedAt, storedAt: 3, projectedAt: 4, emittedAt: 5 })

  test('what moves the position is told once it is painted, with the event it brought', () => {
    const { page, line } = joinedPage()
    const samples: AppliedSample[] = []
    page.store.onApplied('wall', (sample) => samples.push(sample))

    line.say(patch(1, { total: { n: 2 } }, { asOf: asOf(20) }))
    line.say(patch(2, { total: { n: 3 } }, { asOf: asOf(20) }))
    page.frame()

    expect(samples).toMatchObject([
      { how: 'patch', position: '2', asOf: asOf(20) },
      { how: 'patch', position: '3', asOf: null },
    ])
    expect((samples[0]?.paintedAt ?? 0) - (samples[0]?.appliedAt ?? 0)).toBe(1)
    expect(page.store.samples('wall').slice(-2)).toEqual(samples)
  })

  test('a patch that only moves a window of time is no sample', () => {
    const { page, line } = joinedPage()
    const before = page.store.samples('wall')

    line.say(patch(1, { other: { n: 1 } }, { position: '1' }))
    page.frame()

    expect(page.store.samples('wall')).toBe(before)
  })

  test('nothing is measured while the tab is hidden', () => {
    const { page, line, view } = joinedPage()
    const before = page.store.samples('wall')
    page.isHidden = true

    line.say(patch(1, { total: { n: 2 } }))
    page.frame()

    expect(view()?.rows.get('total')).toEqual({ n: 2 })
    expect(page.store.samples('wall')).toBe(before)
  })
})
