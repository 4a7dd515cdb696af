import pg from 'pg'
import { io } from 'socket.io-client'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { isPermission } from '#contract/access.ts'
import { refusedSchema } from '#contract/live.ts'
import { problemSchema } from '#contract/problem.ts'
import { startEventServer } from '../testing/event-server.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, silentLogger } from '../testing/log-fixture.ts'
import { routesOf } from '../testing/registered-routes.ts'

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
  }),
)
afterAll(() => server.stop())

async function problemAt(path: string) {
  const response = await fetch(server.url + path)
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const problem = problemSchema.parse(await response.json())
  expect(problem.status).toBe(response.status)
  return { ...problem, retryAfter: response.headers.get('retry-after') }
}

/** Nothing about the business, or what a page of any origin must be able to ask before it tracks. */
const open = [
  '/livez',
  '/readyz',
  '/metrics',
  '/vigie.js',
  '/v1/openapi.json',
  '/v1/projects/:key/settings',
  '/v1/installation',
]
/** Where somebody who is nobody yet becomes somebody, and back. */
const coming = [
  '/api/auth/sign-in/email',
  '/api/auth/sign-out',
  '/api/auth/sign-in/second-factor',
  '/api/auth/sign-in/sso',
  '/api/auth/callback/sso',
  '/api/auth/forgot-password',
  '/api/auth/reset-password',
  '/v1/invitations/open',
  '/v1/invitations/accept',
  '/v1/screens/begin',
  '/v1/screens/self',
  '/v1/welcome',
  '/v1/demo/sign-in',
  '/v1/guests/:ticket',
]
const own = [
  '/v1/me',
  '/v1/me/password',
  '/v1/me/sessions',
  '/v1/me/sessions/:id',
  '/v1/me/second-factor',
  '/v1/me/second-factor/confirm',
  '/v1/me/second-factor/backup-codes',
  '/v1/me/second-factor/end',
]
const isForAnyone = (asked: unknown) => asked === true || [...open, ...coming].some((url) => url === asked)
const doors = /^\/(v1\/(webhooks\/:source|events|debezium\/:source|collect|\w+)|api\/send)$/

describe('every route of the server', () => {
  test('has an access: a permission, a signature, a view, or nothing worth one', () => {
    expect(routes.length).toBeGreaterThan(10)
    expect(routes.filter(({ config }) => config?.access === undefined)).toEqual([])
    expect(routes.map(({ url }) => url)).toContain('/v1/webhooks/:source')
  })

  test('that reads or commands names a permission of that kind; only health, descriptions, what trackers ask and signing in are for anyone', () => {
    const reading = (method: string) => method === 'GET' || method === 'HEAD'
    for (const { method, url, config } of routes) {
      const access = config?.access
      if (access === 'anyone') expect(method === 'OPTIONS' || url).toSatisfy(isForAnyone)
      else if (access === 'signature') expect(url).toMatch(doors)
      else if (access === 'view') expect(reading(method) && url).toBe('/v1/views/:topic')
      else if (access === 'viewer') expect(own).toContain(url)
      else expect(access && isPermission(access) && access).toMatch(reading(method) ? /^(read|export):/ : /^command:/)
    }
  })
})

describe('GET /v1/events', () => {
  test.each([
    ['after=99999999999999999999', '#/after'],
    ['after=-1', '#/after'],
    ['after=1.5', '#/after'],
    ['after=', '#/after'],
    ['after=1&after=2', '#/after'],
    ['type=%00', '#/type'],
    ['type=a%20b', '#/type'],
    ['source=No+Good', '#/source'],
    ['source=%00', '#/source'],
    ['limit=0', '#/limit'],
    ['limit=1001', '#/limit'],
    ['limit=2.5', '#/limit'],
    ['limit=many', '#/limit'],
  ])('?%s is a problem that points at %s', async (query, pointer) => {
    expect(await problemAt(`/v1/events?${query}`)).toMatchObject({
      status: 400,
      code: 'invalid-request',
      errors: [{ pointer }],
    })
  })

  test('reads on from next to the end of the log, and past it there is nothing', async () => {
    await server.log.append([newEvent({ id: 'a' }), newEvent({ id: 'b', type: 'page.viewed' }), newEvent({ id: 'c' })])
    const read = async (query: string): Promise<unknown> => (await fetch(`${server.url}/v1/events?${query}`)).json()
    expect(await read('limit=2')).toMatchObject({ events: [{ id: 'a' }, { id: 'b' }], next: '2' })
    expect(await read('after=2')).toMatchObject({ events: [{ id: 'c' }], next: '3' })
    expect(await read('after=0&type=page.viewed')).toMatchObject({ events: [{ id: 'b', position: '2' }], next: '3' })
    expect(await read('after=999999999999999999')).toEqual({ events: [], next: '999999999999999999' })
  })
})

describe('a view', () => {
  test.each(['wall:nonsense', 'wall:', 'nonsense', 'constructor', '__proto__:x'])('%s is none', async (topic) => {
    expect(await problemAt(`/v1/views/${encodeURIComponent(topic)}`)).toMatchObject({
      status: 404,
      code: 'unknown-view',
    })
    const socket = io(server.url, { path: '/live', addTrailingSlash: false, transports: ['websocket'] })
    onTestFinished(() => void socket.close())
    const answer: unknown = await socket.emitWithAck('subscribe', JSON.stringify({ topic }))
    expect(refusedSchema.parse(JSON.parse(String(answer)))).toMatchObject({ topic, code: 'unknown-view' })
  })

  test('that cannot be read now is a 503 that says when to come back, and comes back', async () => {
    const database = new pg.Client({ connectionString: databaseUrl })
    await database.connect()
    onTestFinished(() => database.end())
    await database.query('alter table latest_events rename to latest_events_away')
    const problem = await problemAt('/v1/views/wall')
    expect(problem).toMatchObject({ status: 503, code: 'unavailable', retryAfter: '2' })
    expect(JSON.stringify(problem)).not.toContain('latest_events')
    await database.query('alter table latest_events_away rename to latest_events')
    await expect.poll(async () => (await fetch(`${server.url}/v1/views/wall`)).status).toBe(200)
  })
})
