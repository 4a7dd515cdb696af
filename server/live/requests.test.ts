import { describe, expect, test } from 'vitest'
import { liveSessions, viewerWith } from '../testing/live-sessions.ts'
import { ViewUnavailableError } from './live-sessions.ts'

describe('permission', () => {
  test('L18: a subscription, also one that resumes, needs a role that may see the view', async () => {
    const { connect, subscribe } = liveSessions()
    const { session } = connect(viewerWith('sales'))

    expect(await subscribe(session, { topic: 'wall' })).toMatchObject({ type: 'refused', code: 'forbidden' })
    expect(await subscribe(session, { topic: 'wall', epoch: 'epoch-1', version: 1 })).toMatchObject({
      code: 'forbidden',
    })
  })

  test('L18: a role lost while the view is read is lost', async () => {
    const { time, view, connect, sessions } = liveSessions()
    const { session } = connect()
    view.answer = async () => {
      await new Promise<void>((resolve) => time.after(50, resolve))
      return view.current()
    }
    const answers: string[] = []
    sessions.receive(session, { event: 'subscribe', payload: '{"topic":"wall"}', answer: (json) => answers.push(json) })

    sessions.changeViewer(session, viewerWith('sales'))
    await time.pass(100)

    expect(answers.map((json) => JSON.parse(json) as unknown)).toMatchObject([{ type: 'refused', code: 'forbidden' }])
  })

  test('L19: subscriptions end when the role does, and go on when it stays', async () => {
    const { time, connect, subscribe, sessions, change } = liveSessions()
    const { wire, session } = connect()
    await subscribe(session, { topic: 'wall' })

    sessions.changeViewer(session, viewerWith('data', 'sales'))
    expect(wire.heard('refused')).toEqual([])
    sessions.changeViewer(session, viewerWith('sales'))
    change(1)
    await time.pass(200)

    expect(wire.heard('refused')).toMatchObject([{ topic: 'wall', code: 'forbidden' }])
    expect(wire.heard('patch')).toEqual([])
  })

  test('L19: who was refused and gains a role is disconnected, to ask anew; who was not refused stays', async () => {
    const { connect, subscribe, sessions } = liveSessions()
    const [refused, content] = [connect(viewerWith('sales')), connect(viewerWith('sales'))]
    await subscribe(refused.session, { topic: 'wall' })

    sessions.changeViewer(refused.session, viewerWith('sales'))
    expect(refused.wire.isConnected).toBe(true)
    for (const { session } of [refused, content]) sessions.changeViewer(session, viewerWith('sales', 'data'))

    expect(refused.wire.isConnected).toBe(false)
    expect(content.wire.isConnected).toBe(true)
  })

  test('L26: of a view with personal data, those who may see it have one state, all others another, and each patch is encoded once a state', async () => {
    const { time, connect, subscribe, change } = liveSessions({ mask: () => ({ n: 'masked' }) })
    const admins = [connect(viewerWith('admin')), connect(viewerWith('data', 'support'))]
    const others = [connect(viewerWith('data')), connect(viewerWith('data', 'exec'))]
    for (const { session } of [...admins, ...others]) await subscribe(session, { topic: 'wall' })

    change(1)
    await time.pass(4000)

    expect(admins.map(({ wire }) => wire.heard('patch'))).toMatchObject([
      [{ set: { total: { n: 1 } } }],
      [{ set: { total: { n: 1 } } }],
    ])
    expect(others.flatMap(({ wire }) => wire.heard('patch'))).toMatchObject([{ set: {} }, { set: {} }])
    for (const [one, other] of [admins, others]) {
      expect(one?.wire.written.at(-2)).toBe(other?.wire.written.at(-2))
    }
  })

  test('L26: whoever may see less, or more, of what a socket has subscribed to begins anew on another', async () => {
    for (const [before, after] of [
      [viewerWith('data', 'support'), viewerWith('data')],
      [viewerWith('data'), viewerWith('data', 'support')],
    ] as const) {
      const { connect, subscribe, sessions } = liveSessions({ mask: (row) => row })
      const { wire, session } = connect(before)
      await subscribe(session, { topic: 'wall' })
      sessions.changeViewer(session, after)
      expect(wire.isConnected).toBe(false)
    }
  })

  test('L19: a viewer who is gone is disconnected', () => {
    const { connect, sessions } = liveSessions()
    const { wire, session } = connect()

    sessions.changeViewer(session, null)

    expect(wire.isConnected).toBe(false)
  })
})

describe('refusals', () => {
  test('L20: a topic without a view is unknown, and one that names nothing is so far', async () => {
    const { view, connect, subscribe, sessions } = liveSessions()
    const { session } = connect()
    const none = await subscribe(session, { topic: 'nothing' })
    expect(none).toMatchObject({ code: 'unknown-view' })
    expect(none).not.toHaveProperty('retryMs')

    view.answer = () => Promise.resolve(null)

    expect(await subscribe(session, { topic: 'wall:nobody' })).toMatchObject({
      code: 'unknown-view',
      topic: 'wall:nobody',
      retryMs: 2000,
    })
    expect(await sessions.snapshot('wall:nobody')).toBeNull()
  })

  test('L21: a view that fails for 5 s is refused to its subscribers, who may ask again', async () => {
    const { time, view, connect, subscribe, sessions } = liveSessions({ refreshMs: 1000 })
    const { wire, session } = connect()
    await subscribe(session, { topic: 'wall' })
    view.answer = () => Promise.reject(new Error('the database is away'))

    await time.pass(5900)
    expect(wire.heard('refused')).toEqual([])
    await time.pass(3000)

    expect(wire.heard('refused')).toMatchObject([{ topic: 'wall', code: 'unavailable', retryMs: 2000 }])
    expect(await subscribe(session, { topic: 'wall' })).toMatchObject({ code: 'unavailable' })
    await expect(sessions.snapshot('wall')).rejects.toThrow(ViewUnavailableError)
  })

  test('L21: a reading without an answer counts as failed after 5 s', async () => {
    const { time, view, connect, subscribe } = liveSessions({ refreshMs: 1000 })
    const { wire, session } = connect()
    await subscribe(session, { topic: 'wall' })
    view.answer = () => new Promise(() => undefined)

    await time.pass(6100)
    expect(wire.heard('refused')).toMatchObject([{ code: 'unavailable' }])
    view.answer = () => Promise.resolve(view.current())

    expect(await subscribe(session, { topic: 'wall' })).toMatchObject({ type: 'snapshot' })
  })

  test('L15: the 65th subscription is refused, a repeated one is not', async () => {
    const { connect, subscribe } = liveSessions()
    const { session } = connect()
    for (let n = 0; n < 64; n += 1) await subscribe(session, { topic: `wall:${n}` })

    expect(await subscribe(session, { topic: 'wall:64' })).toMatchObject({ code: 'too-many-requests' })
    expect(await subscribe(session, { topic: 'wall:0' })).toMatchObject({ type: 'snapshot' })
  })

  test('L15: who asks too often is refused, and disconnected if it goes on', async () => {
    const { time, connect, request } = liveSessions()
    const { wire, session } = connect()
    for (let n = 0; n < 200; n += 1) await request(session, 'time', {})

    const [answer] = await request(session, 'time', {})
    expect(JSON.parse(answer ?? 'null')).toMatchObject({ code: 'too-many-requests', retryMs: 5000 })
    await time.pass(5000)
    expect(JSON.parse((await request(session, 'time', {}))[0] ?? 'null')).toMatchObject({ type: 'clock' })
    for (let n = 0; n < 300; n += 1) await request(session, 'time', {})
    expect(wire.isConnected).toBe(false)
  })

  test.each([
    ['subscribe', '{"topic":'],
    ['subscribe', '{"topic":""}'],
    ['subscribe', '{"topic":"wall","version":-1}'],
    ['subscribe', 'null'],
    ['unsubscribe', '[]'],
    ['time', '7'],
    ['__proto__', '{}'],
    ['no-such-event', '{}'],
  ])('L22: %s with %s is answered invalid-request', async (event, payload) => {
    const { connect, request } = liveSessions()
    const { session } = connect()

    const answers = await request(session, event, payload)

    expect(answers.map((json) => JSON.parse(json) as unknown)).toMatchObject([
      { type: 'refused', code: 'invalid-request' },
    ])
  })

  test('L22: a flood of malformed messages disconnects', async () => {
    const { connect, request } = liveSessions()
    const { wire, session } = connect()

    for (let n = 0; n < 50; n += 1) await request(session, 'subscribe', '{')

    expect(wire.isConnected).toBe(false)
  })
})
