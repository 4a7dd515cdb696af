import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Pool } from 'pg'
import type { EventResult } from '#contract/api.ts'
import { eventResultSchema } from '#contract/api.ts'
import { problemSchema } from '#contract/problem.ts'
import { ruleTrialSchema, stockRuleListSchema, stockRulesRowSchema } from '#contract/stock-rules.ts'
import { viewSnapshotSchema } from '#contract/view.ts'
import { createPool } from '../db/pool.ts'
import type { EventServer } from '../event-server.ts'
import { newEvent, silentLogger } from '../testing/log-fixture.ts'
import { testDatabase } from '../testing/database.ts'
import { startServer } from '../testing/tracking-server.ts'

const { url } = await testDatabase()
let server: EventServer
let pool: Pool

beforeAll(async () => {
  server = await startServer(url)
  pool = createPool({ databaseUrl: url, logger: silentLogger, name: 'test', max: 2 })
})
afterAll(async () => {
  await pool.end()
  await server.stop()
})
beforeEach(async () => {
  for (const { id } of (await list()).rules) await folded(await remove(id))
})

function ask(method: 'PUT' | 'DELETE', id: string, body?: object): Promise<Response> {
  return fetch(`${server.url}/v1/stock/rules/${encodeURIComponent(id)}`, {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
}

async function set(id: string, values: object): Promise<EventResult> {
  const answer = await ask('PUT', id, values)
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  return eventResultSchema.parse(JSON.parse(text))
}

async function remove(id: string): Promise<EventResult> {
  return eventResultSchema.parse(await (await ask('DELETE', id)).json())
}

async function list() {
  return stockRuleListSchema.parse(await (await fetch(`${server.url}/v1/stock/rules`)).json())
}

/** Resolves when the fold of stock has come so far. */
async function folded({ position }: EventResult): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await pool.query<{ done: boolean }>(
        "select position >= $1 as done from checkpoints where projection = 'stock'",
        [position],
      )
      return rows[0]?.done
    })
    .toBe(true)
}

/** How many events have set a rule, from this one on. */
async function setSince({ position }: EventResult): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int as count from events where type = 'stock-rule.set' and position >= $1",
    [position],
  )
  return rows[0]?.count ?? 0
}

const early = { opensAt: 0.4, closesBelow: 0.2, leadTimeHours: 48, keptShare: null }

describe('/v1/stock/rules', () => {
  test('a rule that is set is an event, stands in the list and in the view, and is gone when it is removed', async () => {
    await server.log.append([
      newEvent({ id: 'rennes', source: 'erp', type: 'store.updated', data: { store: 'rennes', name: 'Rennes Alma' } }),
    ])
    const result = await set('place:rennes', early)
    expect(result.outcome).toBe('stored')
    await folded(result)
    expect((await list()).rules).toEqual([
      { id: 'place:rennes', name: 'Rennes Alma', ...early, setAt: expect.any(String), setBy: 'Viewer' },
    ])
    const view = viewSnapshotSchema.parse(await (await fetch(`${server.url}/v1/views/stock-rules`)).json())
    const rows = Object.values(view.rows).map((row) => stockRulesRowSchema.parse(row))
    expect(rows).toMatchObject([
      { kind: 'standard', opensAt: 0.8, places: [{ place: 'rennes', name: 'Rennes Alma' }] },
      { kind: 'rule', id: 'place:rennes', ...early },
    ])
    await folded(await remove('place:rennes'))
    expect((await list()).rules).toEqual([])
  })

  test('the same asked for twice is one event; something else after it is another', async () => {
    const first = await set('all', early)
    // Whether or not the first has been folded by now.
    expect((await set('all', early)).outcome).toBe('duplicate')
    await folded(first)
    expect((await set('all', early)).outcome).toBe('duplicate')
    expect(await setSince(first)).toBe(1)
    const second = await set('all', { leadTimeHours: 24 })
    expect(second.outcome).toBe('stored')
    await folded(second)
    expect((await list()).rules).toMatchObject([{ id: 'all', opensAt: null, leadTimeHours: 24 }])
    const third = await set('all', early)
    expect(third.outcome).toBe('stored')
    // The next test takes away whatever rules the list has.
    await folded(third)
  })

  test.each([
    ['sku', early, '#/id'],
    ['place:', early, '#/id'],
    ['all', {}, '#/opensAt'],
    ['all', { opensAt: 0.4, closesBelow: 0.6 }, '#/closesBelow'],
    ['all', { ...early, colour: 'red' }, '#'],
  ])('%s: %o is refused at %s', async (id, body, pointer) => {
    const problem = problemSchema.parse(await (await ask('PUT', id, body)).json())
    expect(problem).toMatchObject({ code: 'invalid-request', errors: [{ pointer }] })
  })

  test('one that is tried is held against those in force, and is not set', async () => {
    const answer = await fetch(`${server.url}/v1/stock/rules/trial`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rule: 'all', values: early }),
    })
    expect(ruleTrialSchema.parse(await answer.json())).toMatchObject({ levels: 0, ofLevels: 0 })
    expect((await list()).rules).toEqual([])
  })

  test('what another source calls a rule is none', async () => {
    const { outcomes } = await server.log.append([
      newEvent({ id: 'forged', source: 'erp', type: 'stock-rule.set', data: { scope: 'all', ...early } }),
    ])
    const [outcome] = outcomes
    if (outcome?.outcome !== 'stored') throw new Error('the event is not in the log')
    await folded({ id: 'forged', outcome: 'stored', position: outcome.position.toString() })
    expect((await list()).rules).toEqual([])
  })
})
