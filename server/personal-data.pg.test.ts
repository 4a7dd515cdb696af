import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import * as z from 'zod'
import { createdSourceSchema, webhookAnswerSchema } from '#contract/api.ts'
import { customerSearchAnswerSchema } from '#contract/customers.ts'
import { eventsTopic } from '#contract/event-filter.ts'
import { sightOf } from '#contract/personal-data.ts'
import type { Role } from '#contract/role-names.ts'
import { allRoles } from '#contract/role-names.ts'
import { roleSchema } from '#contract/role.ts'
import { viewRowSchemas, viewSnapshotSchema } from '#contract/view.ts'
import { testDatabase } from './testing/database.ts'
import { startEventServer } from './testing/event-server.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { routesOf } from './testing/registered-routes.ts'

/*
 * Personal data is planted wherever events can have it; then each role reads everything that can be read. A role's name is its token.
 */

const planted = /solenn|exemple|bacs\.example|639980771|39 98 07 71/i

/** Personal data that is theirs to see: who mends a refused request must read it (docs/threat-model.md). */
const stated = [/^\/v1\/quarantine/]

const { url: databaseUrl } = await testDatabase()
const { server, routes } = await routesOf(() =>
  startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger: silentLogger,
    identify: ({ headers, token }) => {
      const said = token ?? headers.authorization?.replace(/^Bearer /, '')
      const roles = roleSchema.array().parse([said])
      return Promise.resolve({ id: 'somebody', name: 'Somebody', kind: 'person', roles })
    },
  }),
)
afterAll(() => server.stop())

function get(path: string, role: Role): Promise<Response> {
  return fetch(server.url + path, { headers: { authorization: `Bearer ${role}` } })
}

async function post(path: string, body: unknown, key: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
  return (await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json()
}

const somebody = {
  customerId: 'c-71',
  name: 'Solenn Exemple',
  email: 'solenn@bacs.example',
  phone: '+33 6 39 98 07 71',
}
const patience = { timeout: 60_000, interval: 50 }
let position: string
let customer: string

beforeAll(async () => {
  const { secret } = createdSourceSchema.parse(await post('/v1/sources', { slug: 'crm', kind: 'bearer' }, 'admin'))
  const events = [
    { type: 'customer.created', subject: 'customer/solenn@bacs.example', data: somebody },
    {
      type: 'order.placed',
      subject: 'order/o-1',
      data: { ...somebody, orderId: 'o-1', totalMinor: 100, currency: 'EUR', note: 'for solenn@bacs.example' },
    },
    {
      type: 'page.viewed',
      data: {
        customerId: 'c-71',
        url: 'https://shop.example/?mail=solenn%40bacs.example',
        title: 'For solenn@bacs.example',
      },
    },
    {
      type: 'meeting.scheduled',
      data: { meetingId: 'm-1', title: 'With Solenn', attendees: [somebody], startsAt: new Date().toISOString() },
    },
    { type: 'ticket.opened', data: { ...somebody, ticketId: 't-1', title: 'Solenn cannot pay' } },
    {
      type: 'crm.contact.moved',
      id: 'solenn@bacs.example/7',
      data: { Contact: { firstName: 'Solenn', Mobile: '0639980771' } },
    },
  ]
  const answer = webhookAnswerSchema.parse(
    await post(
      '/v1/webhooks/crm',
      events.map((event, at) => ({ id: `e-${at}`, ...event })),
      secret,
    ),
  )
  position = answer.results[0]?.position ?? 'none'
  // Who is who, and the request that brought an event, are written some moments after it.
  await vi.waitUntil(async () => {
    const found = customerSearchAnswerSchema.parse(await (await get('/v1/customers?q=solenn', 'sales')).json())
    customer = found.customers[0]?.id ?? 'none'
    return customer !== 'none'
  }, patience)
  await vi.waitUntil(
    async () => (await (await get(`/v1/events/${position}`, 'admin')).text()).includes('"kept"'),
    patience,
  )
})

const values: Record<string, () => string> = {
  ':topic': () => 'wall',
  ':position': () => position,
  ':slug': () => 'crm',
  ':id': () => customer,
  ':key': () => 'none',
}

/** Every route that reads, with something there to be read, and every topic. */
function everythingToRead(): string[] {
  const urls = routes.filter(({ method, url }) => method === 'GET' && url.startsWith('/v1/')).map(({ url }) => url)
  const filled = urls.map((url) => url.replaceAll(/:\w+/g, (name) => values[name]?.() ?? 'none'))
  const parameters = [
    '',
    'new',
    customer,
    encodeURIComponent('type=customer.*'),
    encodeURIComponent('subject=customer/*'),
  ]
  const topics = Object.keys(viewRowSchemas).flatMap((name) =>
    parameters.map((each) => (each === '' ? name : `${name}:${each}`)),
  )
  const searches = [
    'before=head',
    'subject=customer/solenn*',
    'subject=customer/solenn@bacs.example',
    'type=customer.*',
  ]
  return [
    ...filled,
    ...topics.map((topic) => `/v1/views/${topic}`),
    ...searches.map((query) => `/v1/events?${query}`),
    '/v1/customers?q=solenn',
  ].filter((path) => !stated.some((pattern) => pattern.test(path)))
}

describe('of what was planted', () => {
  test.each(allRoles.filter((role) => sightOf({ roles: [role] }) === 'masked'))(
    '%s reads nothing anywhere',
    async (role) => {
      const leaks: string[] = []
      let answered = 0
      for (const path of everythingToRead()) {
        const response = await get(path, role)
        const text = await response.text()
        if (response.ok) answered += 1
        if (planted.test(decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, ''))))
          leaks.push(`${path}: ${text.slice(0, 300)}`)
      }
      expect(leaks).toEqual([])
      expect(answered).toBeGreaterThan(3)
    },
  )

  test.each(['admin', 'sales', 'support'] as const)('%s reads what the work needs', async (role) => {
    expect(await (await get(`/v1/views/customer:${customer}`, role)).text()).toMatch(planted)
  })

  test('an administrator reads events as they were sent, with the request that brought them', async () => {
    expect(await (await get('/v1/events', 'admin')).text()).toContain('solenn@bacs.example')
    expect(await (await get(`/v1/events/${position}`, 'admin')).json()).toMatchObject({
      event: { data: somebody },
      request: { request: { body: expect.stringContaining('solenn@bacs.example') as string } },
    })
  })
})

test('a subject that is masked is not found letter by letter, and other subjects are', async () => {
  const found = async (subject: string, role: Role): Promise<unknown> =>
    (await get(`/v1/events?subject=${encodeURIComponent(subject)}`, role)).json()
  expect(await found('customer/s*', 'admin')).toMatchObject({ events: [{ type: 'customer.created' }] })
  expect(await found('customer/s*', 'data')).toMatchObject({ events: [] })
  expect(await found('customer/*', 'data')).toMatchObject({ events: [{ subject: 'customer/•••@•••' }] })
})

const pageSchema = z.object({ events: z.array(z.object({ subject: z.string().nullable() })), next: z.string() })

/** What a search for a subject answers the data team: pages from both ends, and the newest of the view. */
async function toldOf(subject: string) {
  const page = async (from: string) =>
    pageSchema.parse(await (await get(`/v1/events?subject=${encodeURIComponent(subject)}&${from}`, 'data')).json())
  const topic = eventsTopic({ subject })
  const view = await get(`/v1/views/${encodeURIComponent(topic)}`, 'data')
  const { rows, asOf } = viewSnapshotSchema.parse(await view.json())
  return { pages: [await page('after=0&limit=1'), await page('before=head&limit=1')], rows, asOf }
}

test('where a page ends and what is newest are the same whether or not a masked subject is like that', async () => {
  const none = await toldOf('customer/nobody*')
  expect([none.pages.flatMap(({ events }) => events), none.rows, none.asOf]).toEqual([[], {}, null])
  for (const subject of ['customer/s*', 'customer/solenn@bacs.example']) expect(await toldOf(subject)).toEqual(none)
  const found = { subject: 'order/o-1' }
  for (const subject of ['order/o-1', 'order/*']) {
    const { pages, rows, asOf } = await toldOf(subject)
    expect(pages.map(({ events }) => events)).toEqual([[found], [found]])
    expect([Object.values(rows), asOf]).toMatchObject([[found], { occurredAt: expect.any(Number) as number }])
  }
})

test('on the socket two who see differently have different views of one topic, and each goes on from its own page', async () => {
  const subscribed = async (role: Role) => {
    const socket = io(server.url, {
      path: '/live',
      addTrailingSlash: false,
      transports: ['websocket'],
      auth: { token: role },
      forceNew: true,
    })
    onTestFinished(() => void socket.disconnect())
    const page = viewSnapshotSchema.parse(await (await get('/v1/views/events', role)).json())
    const answer: unknown = await socket.emitWithAck('subscribe', JSON.stringify({ topic: 'events' }))
    return { page, snapshot: viewSnapshotSchema.parse(JSON.parse(String(answer))) }
  }
  const [clear, masked] = [await subscribed('admin'), await subscribed('data')]
  expect(JSON.stringify(clear.snapshot.rows)).toMatch(planted)
  expect(JSON.stringify(masked.snapshot.rows)).not.toMatch(planted)
  expect(Object.keys(masked.snapshot.rows)).toEqual(Object.keys(clear.snapshot.rows))
  for (const { page, snapshot } of [clear, masked]) expect(snapshot.epoch).toBe(page.epoch)
})
