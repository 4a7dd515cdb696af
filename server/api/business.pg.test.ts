import { afterAll, beforeAll, expect, test } from 'vitest'
import { businessAnswerSchema } from '#contract/business.ts'
import { problemSchema } from '#contract/problem.ts'
import type { EventServer } from '../event-server.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent } from '../testing/log-fixture.ts'
import { startServer } from '../testing/tracking-server.ts'

const { url: databaseUrl } = await testDatabase()
let server: EventServer

beforeAll(async () => {
  server = await startServer(databaseUrl)
})
afterAll(() => server.stop())

const path = '/v1/settings/business'
const read = async () => businessAnswerSchema.parse(await (await fetch(server.url + path)).json())

function change(body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(server.url + path, { method: 'PUT', headers, body: JSON.stringify(body) })
}

async function companiesOf(customerId: string): Promise<string[]> {
  const found = await fetch(`${server.url}/v1/customers?q=${customerId}`)
  return [...JSON.stringify(await found.json()).matchAll(/"company":\{[^}]*"name":"([^"]+)"/g)].flatMap(
    ([, name]) => name ?? [],
  )
}

test('what is changed is kept, waits for the next start, and is then folded again from the log', async () => {
  const { settings, isInForce } = await read()
  expect(isInForce).toBe(true)
  const data = { customerId: 'c-7', email: 'someone@mail.example' }
  const applied = server.telemetry.once('projection.applied', ({ projection }) => projection === 'identity')
  await server.log.append([newEvent({ id: 'e1', source: 'crm', type: 'customer.created', data })])
  await applied
  expect(await companiesOf('c-7')).toEqual(['mail.example'])

  const wanted = { ...settings, company: 'Brise-Mer', phoneCountry: 'BE', freeMailDomains: ['Mail.Example'] }
  const changed = businessAnswerSchema.parse(await (await change(wanted)).json())
  expect(changed).toEqual({ settings: { ...wanted, freeMailDomains: ['mail.example'] }, isInForce: false })

  await server.stop()
  server = await startServer(databaseUrl)
  expect(await read()).toEqual({ ...changed, isInForce: true })
  await expect.poll(() => companiesOf('c-7')).toEqual([])
})

test.each([
  ['company', ' '],
  ['timeZone', 'Europe/Atlantis'],
  ['phoneCountry', 'XX'],
  ['phoneCountry', 'fr'],
  ['freeMailDomains', ['not a domain']],
  ['customersOfKey', { email: 0, phone: 1, visitor: 1 }],
  ['surprise', true],
])('%s %j is refused, and nothing is changed', async (name, value) => {
  const before = await read()
  const answer = await change({ ...before.settings, [name]: value })
  expect(answer.status).toBe(400)
  expect(problemSchema.parse(await answer.json()).errors?.[0]?.pointer).toMatch(
    name === 'surprise' ? /^#/ : `#/${name}`,
  )
  expect(await read()).toEqual(before)
})
