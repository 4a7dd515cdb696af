import { describe, expect, test } from 'vitest'
import { liveSessions, viewerWith } from '../testing/live-sessions.ts'

describe('slow clients', () => {
  test('L13: what has not drained within a tick is skipped, and caught up with one patch', async () => {
    const { time, connect, subscribe, change } = liveSessions()
    const { wire, session } = connect()
    await subscribe(session, { topic: 'wall' })
    wire.drained = false
    await time.pass(200)

    for (let n = 1; n <= 5; n += 1) {
      change(n)
      await time.pass(100)
    }
    expect(wire.heard('patch')).toEqual([])
    wire.drained = true
    await time.pass(100)

    expect(wire.heard('patch')).toMatchObject([{ from: 1, to: 6, set: { total: { n: 5 } } }])
  })

  test('L6, L13: whoever was slow for longer than the ring reaches back gets a snapshot', async () => {
    const { time, view, connect, subscribe, change } = liveSessions()
    const { wire, session } = connect()
    await subscribe(session, { topic: 'wall' })
    wire.drained = false
    await time.pass(200)

    for (let n = 1; n <= 10; n += 1) {
      view.change({ text: { text: `${n}`.repeat(80_000) } })
      change(n)
      await time.pass(100)
    }
    wire.drained = true
    await time.pass(100)

    expect(wire.heard('patch')).toEqual([])
    expect(wire.heard('snapshot')).toMatchObject([{ version: 11, rows: { total: { n: 10 } } }])
  })

  test('L14: a client that stalls holds a bounded number of bytes, and is disconnected after 30 s', async () => {
    const { time, view, connect, subscribe, change } = liveSessions()
    const { wire, session } = connect()
    await subscribe(session, { topic: 'wall' })
    wire.drained = false
    const before = wire.written.length

    for (let n = 1; n <= 299; n += 1) {
      view.change({ [`row:${n}`]: { text: 'x'.repeat(1000) } })
      change(n)
      await time.pass(100)
    }
    const bytes = wire.written.slice(before).reduce((sum, message) => sum + message.bytes, 0)
    expect(bytes).toBeLessThanOrEqual(32 * 1024)
    expect(wire.isConnected).toBe(true)
    await time.pass(1000)
    expect(wire.isConnected).toBe(false)
  })

  test('L14: an answer that would not be read waits too', async () => {
    const { time, connect, request } = liveSessions()
    const { wire, session } = connect()
    wire.drained = false
    await time.pass(200)
    const answers = request(session, 'subscribe', { topic: 'wall' })

    expect(await answers).toEqual([])
    wire.drained = true
    await time.pass(100)
    expect(JSON.parse((await answers)[0] ?? 'null')).toMatchObject({ type: 'snapshot' })
  })

  test.each([
    ['time', {}],
    ['unsubscribe', { topic: 'wall' }],
    ['subscribe', { topic: 'nothing' }],
    ['no-such-event', {}],
  ])(
    'L14: a client that asks %s and never reads is disconnected, and its answers are bounded',
    async (event, payload) => {
      const { time, connect, sessions } = liveSessions()
      const { wire, session } = connect()
      wire.drained = false
      let answered = 0
      const answer = (json: string) => {
        answered += json.length
      }

      // As often as the budget allows: a malformed message costs ten.
      const everyMs = event === 'no-such-event' ? 520 : 52
      for (let passed = 0; passed < 29_000; passed += everyMs) {
        sessions.receive(session, { event, payload: JSON.stringify(payload), answer })
        await time.pass(everyMs)
      }
      await time.pass(2000)

      expect(answered).toBeGreaterThan(0)
      expect(answered).toBeLessThanOrEqual(2 * 32 * 1024)
      expect(wire.isConnected).toBe(false)
    },
  )

  test('L14: whoever has 32 KiB of answers waiting is disconnected at once', async () => {
    const { time, connect, request } = liveSessions()
    const { wire, session } = connect()
    wire.drained = false
    await time.pass(200)

    let asked = 0
    for (; asked < 200 && wire.isConnected; asked += 1)
      await request(session, 'unsubscribe', { topic: 'x'.repeat(256) })

    expect(wire.isConnected).toBe(false)
    expect(asked).toBeGreaterThan(100)
  })

  test('L14: refusals that nobody asked for are counted too', async () => {
    const { time, connect, subscribe, sessions } = liveSessions()
    const { wire, session } = connect()
    await time.pass(1)
    wire.drained = false
    const topics = Array.from({ length: 64 }, (_, n) => `wall:${n}`.padEnd(250, 'x'))
    for (let round = 0; round < 3; round += 1) {
      sessions.changeViewer(session, viewerWith('data'))
      for (const topic of topics) await subscribe(session, { topic }).catch(() => undefined)
      sessions.changeViewer(session, viewerWith('sales'))
      await time.pass(3000)
    }

    expect(wire.written.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(2 * 32 * 1024)
    expect(wire.isConnected).toBe(false)
  })

  test('L14: a client without subscriptions that takes nothing for 30 s is disconnected', async () => {
    const { time, connect } = liveSessions()
    const { wire } = connect()
    wire.drained = false

    await time.pass(29_900)
    expect(wire.isConnected).toBe(true)
    await time.pass(1500)
    expect(wire.isConnected).toBe(false)
  })

  test('L14: a slow client that drains now and then stays, however long it is behind', async () => {
    const { time, connect, subscribe, change } = liveSessions()
    const { wire, session } = connect()
    await subscribe(session, { topic: 'wall' })

    for (let second = 0; second < 90; second += 1) {
      wire.drained = second % 10 === 9
      change(second)
      await time.pass(1000)
    }

    expect(wire.isConnected).toBe(true)
  })

  test('L16: the clock is not piled up for a client that does not read', async () => {
    const { time, connect } = liveSessions()
    const { wire } = connect()
    wire.drained = false
    await time.pass(10_000)

    expect(wire.heard('clock').length).toBeLessThanOrEqual(2)
  })
})
