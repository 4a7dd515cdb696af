import { expect, test } from 'vitest'
import type { Row } from '#contract/view.ts'
import { settle } from '../testing/manual-time.ts'
import { liveSessions, viewerWith } from '../testing/live-sessions.ts'

type Heard = [how: 'snapshot' | 'patch', rows: Readonly<Record<string, Row>>]

async function follow(fixture: ReturnType<typeof liveSessions>, viewer = viewerWith('data')) {
  const heard: Heard[] = []
  const stop = fixture.sessions.follow({ topic: 'wall', viewer, onRows: (rows, how) => heard.push([how, rows]) })
  await settle()
  return { heard, stop }
}

test('L3: a follower gets the view whole, then every change as browsers get it', async () => {
  const fixture = liveSessions()
  const { heard } = await follow(fixture)
  fixture.change(1)
  await fixture.time.pass(100)
  expect(heard).toEqual([
    ['snapshot', { total: { n: 0 } }],
    ['patch', { total: { n: 1 } }],
  ])
})

test('a follower is no client that is waited for or counted, and hears nothing once it has stopped', async () => {
  const fixture = liveSessions()
  const { heard, stop } = await follow(fixture)
  expect(fixture.sessions.size).toBe(0)
  fixture.connect()
  expect(fixture.sessions.size).toBe(1)
  stop()
  stop()
  expect(fixture.sessions.size).toBe(1)
  fixture.change(1)
  await fixture.time.pass(4000)
  expect(heard).toHaveLength(1)
})

test('L21: what cannot be read now is asked for again', async () => {
  const fixture = liveSessions()
  const { answer } = fixture.view
  fixture.view.answer = () => Promise.reject(new Error('the database is away'))
  const { heard } = await follow(fixture)
  await fixture.time.pass(10_000)
  expect(heard).toEqual([])
  fixture.view.answer = answer
  await fixture.time.pass(10_000)
  expect(heard.map(([how]) => how)).toContain('snapshot')
})

test('a follower sees what its roles allow, like anybody', async () => {
  const fixture = liveSessions()
  const { heard } = await follow(fixture, viewerWith('sales'))
  await fixture.time.pass(5000)
  expect(heard).toEqual([])
})

test('stopping the sessions ends followers too', async () => {
  const fixture = liveSessions()
  const { stop } = await follow(fixture)
  fixture.sessions.stop()
  stop()
  expect(fixture.sessions.size).toBe(0)
})
