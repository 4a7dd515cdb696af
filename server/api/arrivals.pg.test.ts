import { afterAll, beforeAll, expect, test } from 'vitest'
import { arrivalAnswerSchema } from '#contract/arrivals.ts'
import { problemSchema } from '#contract/problem.ts'
import type { EventServer } from '../event-server.ts'
import { keyIdOf } from '../projections/identity/key-id.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent } from '../testing/log-fixture.ts'
import { startServer } from '../testing/tracking-server.ts'

const { url: databaseUrl } = await testDatabase()
let server: EventServer

beforeAll(async () => {
  server = await startServer(databaseUrl)
})
afterAll(() => server.stop())

/** Resolves once the new accounts are true at this position. */
async function folded(position: bigint): Promise<void> {
  await server.telemetry.once(
    'projection.applied',
    (applied) => applied.projection === 'arrivals' && applied.position >= position,
  )
}

/** @returns the id of a new account. */
async function openAccount(customerId: string): Promise<string> {
  const event = newEvent({ id: customerId, source: 'crm', type: 'customer.created', data: { customerId } })
  const applied = folded((await server.log.head()) + 1n)
  await server.log.append([event])
  await applied
  return keyIdOf({ kind: 'customer', value: customerId })
}

function ask(id: string, verb: string, body: object = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${server.url}/v1/customers/${id}/${verb}`, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function done(id: string, verb: string, body?: object): Promise<void> {
  const applied = folded((await server.log.head()) + 1n)
  const answer = await ask(id, verb, body)
  const { position } = arrivalAnswerSchema.parse(await answer.json())
  if (BigInt(position) > 0n) await applied
}

test('of many who take one new account at once, one has it', async () => {
  const id = await openAccount('c-1')
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(id, 'take')))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  expect(statuses.filter((status) => status === 409)).toHaveLength(7)
})

test('one that was given back can be taken again, and only what somebody has can be given back', async () => {
  const id = await openAccount('c-2')
  expect((await ask(id, 'release')).status).toBe(409)
  await done(id, 'take')
  await done(id, 'release')
  await done(id, 'take')
  const problem = problemSchema.parse(await (await ask(id, 'take')).json())
  expect(problem.detail).toBe('Viewer has taken it already')
})

test('what came of a call must be one of the known outcomes, and an account that nobody opened is not found', async () => {
  const id = await openAccount('c-3')
  expect((await ask(id, 'call', { outcome: 'reached', note: 'All is well' })).status).toBe(200)
  expect((await ask(id, 'call', { outcome: 'perhaps' })).status).toBe(400)
  expect((await ask(keyIdOf({ kind: 'customer', value: 'nobody' }), 'take')).status).toBe(404)
  expect((await ask('no-id', 'take')).status).toBe(400)
})

test.each(['\u0000', 'half a pair: \ud83d'])('a note that no table could hold is refused: %j', async (note) => {
  const id = await openAccount(`c-${note.length}-bad`)
  const answer = await ask(id, 'call', { outcome: 'reached', note })
  expect(answer.status).toBe(400)
})

test('calls that are noted at the same moment are all noted', async () => {
  const id = await openAccount('c-4')
  const notes = ['Wants a quote', 'Will call back', 'Nobody there']
  const answers = await Promise.all(notes.map((note) => ask(id, 'call', { outcome: 'reached', note })))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
})
