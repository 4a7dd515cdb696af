import { describe, expect, test } from 'vitest'
import { settle } from '../testing/manual-time.ts'
import { ViewUnavailableError } from './live-sessions.ts'
import { liveSessions } from '../testing/live-sessions.ts'

describe('readings', () => {
  test('L9: a hundred changes in a tick are one reading and one patch', async () => {
    const { time, view, connect, subscribe, change } = liveSessions()
    const { wire, session } = connect()
    await subscribe(session, { topic: 'wall' })
    await time.pass(1000)
    const before = view.readings

    for (let n = 1; n <= 100; n += 1) {
      change(n)
      await time.pass(1)
    }
    await time.pass(99)

    expect(view.readings - before).toBe(2)
    expect(wire.heard('patch')).toMatchObject([{ set: { total: { n: 1 } } }, { set: { total: { n: 100 } } }])
  })

  test('L9: the name of a view touches all its topics', async () => {
    const { time, connect, subscribe, change } = liveSessions()
    const { wire, session } = connect()
    for (const topic of ['wall', 'wall:north', 'wall:south']) await subscribe(session, { topic })
    await time.pass(1000)

    change(1)
    await time.pass(100)

    expect(wire.heard('patch').flatMap((patch) => ('topic' in patch ? patch.topic : []))).toEqual([
      'wall',
      'wall:north',
      'wall:south',
    ])
  })

  test('L9: a topic that nobody watches is not read', async () => {
    const { time, view, sessions, change } = liveSessions()
    await sessions.snapshot('wall')

    change(1)
    await time.pass(29_000)

    expect(view.readings).toBe(1)
  })

  test('L10: a change without a hint is found within 3 s, or refreshMs', async () => {
    for (const [refreshMs, withinMs] of [
      [undefined, 3000],
      [1000, 1000],
    ] as const) {
      const { time, view, connect, subscribe } = liveSessions(refreshMs === undefined ? {} : { refreshMs })
      const { wire, session } = connect()
      await subscribe(session, { topic: 'wall' })

      view.change({ total: { n: 7 } })
      await time.pass(withinMs - 1)
      expect(wire.heard('patch')).toEqual([])
      await time.pass(1)
      expect(wire.heard('patch')).toMatchObject([{ set: { total: { n: 7 } } }])
    }
  })

  test('L11: a storm of subscriptions shares one reading and one encoding', async () => {
    const { view, connect, sessions } = liveSessions()
    const clients = Array.from({ length: 50 }, () => connect())
    const answers: string[] = []
    for (const { session } of clients) {
      sessions.receive(session, {
        event: 'subscribe',
        payload: '{"topic":"wall"}',
        answer: (json) => answers.push(json),
      })
    }
    await settle()

    expect(view.readings).toBe(1)
    expect(answers).toHaveLength(50)
    expect(new Set(answers).size).toBe(1)
  })

  test('L9: at most four views are read at a time, each once before any is read again', async () => {
    const { time, view, connect, sessions } = liveSessions({ refreshMs: 1000 })
    const { session } = connect()
    const order: string[] = []
    let [running, most] = [0, 0]
    view.answer = async (topic) => {
      order.push(topic)
      running += 1
      most = Math.max(most, running)
      await new Promise<void>((resolve) => time.after(300, resolve))
      running -= 1
      return view.current()
    }
    const topics = Array.from({ length: 20 }, (_, n) => `wall:${n}`)
    for (const topic of topics) {
      sessions.receive(session, { event: 'subscribe', payload: JSON.stringify({ topic }), answer: () => undefined })
    }

    await time.pass(10_000)

    expect(most).toBe(4)
    expect(order.length).toBeGreaterThan(100)
    for (let n = 0; n + 20 <= order.length; n += 20) expect(new Set(order.slice(n, n + 20)).size).toBe(20)
  })

  test('L21: who waits in vain for a reading is refused, and leaves the queue', async () => {
    const { time, view, connect, sessions } = liveSessions()
    const { session } = connect()
    const read: string[] = []
    view.answer = async (topic) => {
      read.push(topic)
      await new Promise<void>((resolve) => time.after(8000, resolve))
      return view.current()
    }
    const answers: string[] = []
    for (const topic of ['wall:1', 'wall:2', 'wall:3', 'wall:4', 'wall:5']) {
      const answer = (json: string) => answers.push(json)
      sessions.receive(session, { event: 'subscribe', payload: JSON.stringify({ topic }), answer })
    }

    await time.pass(20_000)

    expect(answers.map((json) => JSON.parse(json) as unknown)).toMatchObject(
      [1, 2, 3, 4, 5].map((n) => ({ type: 'refused', topic: `wall:${n}`, code: 'unavailable' })),
    )
    expect(read).toEqual(['wall:1', 'wall:2', 'wall:3', 'wall:4'])
  })

  test('L21: who was refused and asks again has a turn once there is one', async () => {
    const { time, view, connect, sessions } = liveSessions()
    const { session } = connect()
    view.answer = async (topic) => {
      if (topic !== 'wall:5') await new Promise<void>((resolve) => time.after(8000, resolve))
      return view.current()
    }
    const answers: unknown[] = []
    const subscribe = (topic: string) => {
      const answer = (json: string) => answers.push(JSON.parse(json))
      sessions.receive(session, { event: 'subscribe', payload: JSON.stringify({ topic }), answer })
    }
    for (const topic of ['wall:1', 'wall:2', 'wall:3', 'wall:4', 'wall:5']) subscribe(topic)
    await time.pass(7500)
    expect(answers).toHaveLength(5)

    subscribe('wall:5')
    await time.pass(499)
    expect(answers).toHaveLength(5)
    await time.pass(1)

    expect(answers.at(-1)).toMatchObject({ type: 'snapshot', topic: 'wall:5' })
  })

  test('L21: a view that takes longer than a second try is given is shown all the same once it can be read', async () => {
    const { time, view, connect, sessions } = liveSessions()
    const { session } = connect()
    const answers: unknown[] = []
    const ask = () => {
      const answer = (json: string) => answers.push(JSON.parse(json))
      sessions.receive(session, { event: 'subscribe', payload: '{"topic":"wall"}', answer })
    }
    view.answer = () => new Promise(() => undefined)
    ask()
    await time.pass(6000)
    view.answer = async () => {
      await new Promise<void>((resolve) => time.after(1500, resolve))
      return view.current()
    }

    for (let n = 0; n < 2; n += 1) {
      ask()
      await time.pass(3000)
    }

    expect(answers).toMatchObject([{ code: 'unavailable' }, { code: 'unavailable' }, { type: 'snapshot' }])
  })

  test('L8: who asks while a forgotten state is read again does not get the forgotten one', async () => {
    const { time, view, sessions } = liveSessions()
    await sessions.snapshot('wall')
    view.change({ total: { n: 7 } })
    await time.pass(10_000)
    view.answer = async () => {
      await new Promise<void>((resolve) => time.after(50, resolve))
      return view.current()
    }

    const both = Promise.all([sessions.snapshot('wall'), sessions.snapshot('wall')])
    await time.pass(50)

    expect(await both).toMatchObject([{ rows: { total: { n: 7 } } }, { rows: { total: { n: 7 } } }])
  })

  test('L7: a topic is forgotten 30 s after the last has left it', async () => {
    const { time, connect, subscribe, request } = liveSessions()
    const { session } = connect()
    const first = await subscribe(session, { topic: 'wall' })
    await request(session, 'unsubscribe', { topic: 'wall' })

    await time.pass(29_000)
    const soon = await subscribe(session, { topic: 'wall' })
    await request(session, 'unsubscribe', { topic: 'wall' })
    await time.pass(30_001)
    const late = await subscribe(session, { topic: 'wall' })

    expect(soon).toMatchObject({ type: 'snapshot', epoch: first.type === 'snapshot' ? first.epoch : '' })
    expect(late).not.toMatchObject({ epoch: first.type === 'snapshot' ? first.epoch : '' })
  })

  test('L7: after a rebuild everybody gets a snapshot of another epoch without asking', async () => {
    const { time, view, connect, subscribe, change } = liveSessions()
    const { wire, session } = connect()
    await subscribe(session, { topic: 'wall' })

    view.reset()
    change(1)
    await time.pass(200)

    expect(wire.heard('snapshot')).toMatchObject([{ version: 1, position: '1', rows: { total: { n: 1 } } }])
  })
})

test('L24: after the end nothing is read, and no timer is left', async () => {
  const { time, view, connect, subscribe, sessions } = liveSessions()
  const { session } = connect()
  await subscribe(session, { topic: 'wall' })
  view.answer = () => new Promise(() => undefined)
  const late = sessions.snapshot('wall:other')
  const readings = view.readings

  sessions.stop()

  await expect(late).rejects.toThrow(ViewUnavailableError)
  await expect(sessions.snapshot('wall')).rejects.toThrow(ViewUnavailableError)
  await expect(sessions.snapshot('wall:new')).rejects.toThrow(ViewUnavailableError)
  expect(view.readings).toBe(readings)
  expect(time.waiting).toBe(0)
})

test('L25: after unsubscribe nothing about the topic follows', async () => {
  const { time, connect, subscribe, request, change } = liveSessions()
  const { wire, session } = connect()
  await subscribe(session, { topic: 'wall' })

  const [answer] = await request(session, 'unsubscribe', { topic: 'wall' })
  change(1)
  await time.pass(5000)

  expect(JSON.parse(answer ?? 'null')).toEqual({ type: 'unsubscribed', topic: 'wall' })
  expect(wire.heard('patch')).toEqual([])
})

test('L2: a request overtaken by a later one about the same topic is not answered', async () => {
  const { time, view, connect, sessions } = liveSessions()
  const { session } = connect()
  view.answer = async () => {
    await new Promise<void>((resolve) => time.after(50, resolve))
    return view.current()
  }
  const answered: number[] = []
  for (const n of [1, 2]) {
    sessions.receive(session, { event: 'subscribe', payload: '{"topic":"wall"}', answer: () => answered.push(n) })
  }
  await time.pass(100)

  expect(answered).toEqual([2])
})

test('L16: the clock is said at once and every second', async () => {
  const { time, connect } = liveSessions()
  const startedAt = time.now()
  const { wire } = connect()

  await time.pass(3000)

  expect(wire.heard('clock').map((message) => message.type === 'clock' && message.now - startedAt)).toEqual([
    0, 1000, 2000, 3000,
  ])
})
