import { describe, expect, test } from 'vitest'
import { liveSessions } from '../testing/live-sessions.ts'

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

  test('L16: the clock is not piled up for a client that does not read', async () => {
    const { time, connect } = liveSessions()
    const { wire } = connect()
    wire.drained = false
    await time.pass(10_000)

    expect(wire.heard('clock').length).toBeLessThanOrEqual(2)
  })
})
