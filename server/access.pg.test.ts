import type { Socket } from 'socket.io-client'
import { io } from 'socket.io-client'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import type { Permission } from '#contract/access.ts'
import { access, guestMay, isPermission } from '#contract/access.ts'
import { livePath } from '#contract/live-timing.ts'
import type { Role } from '#contract/role-names.ts'
import { allRoles } from '#contract/role-names.ts'
import { allViews } from './views/all-views.ts'
import { guestCookieName, GuestTickets } from './api/sign-in/guest-ticket.ts'
import { startEventServer } from './event-server.ts'
import { BusinessTime } from './runtime/business-time.ts'
import { systemClock } from './runtime/clock.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { routesOf } from './testing/registered-routes.ts'
import type { SignedIn } from './testing/sign-in.ts'
import { signInAs } from './testing/sign-in.ts'

const vigieSecret = 'a secret of at least thirty-two characters'
const { url: databaseUrl } = await testDatabase()
const { server, routes } = await routesOf(() =>
  startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret,
    publicUrl: null,
    demo: false,
    logger: silentLogger,
  }),
)
const sql = new pg.Pool({ connectionString: databaseUrl, max: 2 })
const views = allViews({ pool: sql, clock: systemClock, time: new BusinessTime('UTC'), company: 'Vigie' }).all()

type Who = Role | 'no role' | 'guest' | 'nobody'
const everyone: readonly Who[] = [...allRoles, 'no role', 'guest', 'nobody']
const cookies = new Map<Who, string>()

beforeAll(async () => {
  for (const role of allRoles) {
    cookies.set(role, (await signInAs({ databaseUrl, vigieSecret, roles: [role] })).cookie)
  }
  cookies.set('no role', (await signInAs({ databaseUrl, vigieSecret, roles: [] })).cookie)
  cookies.set('guest', `${guestCookieName}=${new GuestTickets(vigieSecret).issue(Date.now() + 60_000)}`)
})
afterAll(async () => {
  await server.stop()
  await sql.end()
})

/** By the table alone. */
function may(who: Who, permission: Permission): boolean {
  if (who === 'nobody' || who === 'no role') return false
  if (who === 'guest') return guestMay.includes(permission)
  const allowed: readonly Role[] = access[permission]
  return who === 'admin' || allowed.includes(who)
}

/** 401 for whom nobody knows, 403 for whoever lacks the role, neither for whoever may. */
function expected(who: Who, permission: Permission): 'sign-in-required' | 'forbidden' | 'let in' {
  if (who === 'nobody') return 'sign-in-required'
  return may(who, permission) ? 'let in' : 'forbidden'
}

const problemSchema = z.object({ code: z.string() })

async function ask(who: Who, method: string, path: string): Promise<string> {
  const cookie = cookies.get(who)
  const answer = await fetch(server.url + path, {
    method,
    redirect: 'manual',
    headers: { ...(cookie !== undefined && { cookie }) },
  })
  const text = await answer.text()
  if (answer.status !== 401 && answer.status !== 403) return 'let in'
  return problemSchema.parse(JSON.parse(text)).code
}

/** No parameter names anything that is there: whoever is let in is told so, and changes nothing. */
function pathOf(url: string): string {
  return url.replaceAll(/:\w+/g, 'none')
}

describe('every route, for every role and none', () => {
  const guarded = routes.flatMap(({ method, url, config }) => {
    const demand = config?.access
    return method !== 'HEAD' && demand !== undefined && isPermission(demand)
      ? [{ method, url, permission: demand }]
      : []
  })

  test('is there to be walked', () => {
    expect(guarded.length).toBeGreaterThan(40)
  })

  test.each(guarded)('$method $url lets in whom the table says', async ({ method, url, permission }) => {
    for (const who of everyone) {
      expect({ who, answer: await ask(who, method, pathOf(url)) }).toEqual({ who, answer: expected(who, permission) })
    }
  })

  test('what is for whoever is known is for nobody else', async () => {
    const own = routes.filter(({ method, config }) => method !== 'HEAD' && config?.access === 'viewer')
    expect(own.length).toBeGreaterThan(0)
    for (const { method, url } of own) {
      expect(await ask('nobody', method, pathOf(url))).toBe('sign-in-required')
      expect(await ask('no role', method, pathOf(url))).toBe('let in')
    }
  })
})

function connect(cookie: string | undefined, headers: Record<string, string> = {}): Socket {
  const socket = io(server.url, {
    path: livePath,
    addTrailingSlash: false,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { ...(cookie !== undefined && { cookie }), ...headers },
  })
  onTestFinished(() => {
    socket.disconnect()
  })
  return socket
}

const messageSchema = z.looseObject({ type: z.string(), topic: z.string().optional(), code: z.string().optional() })

/** @returns what the gateway answers: a snapshot's type, or the code of its refusal. */
async function subscribe(socket: Socket, topic: string): Promise<string> {
  const answer = messageSchema.parse(
    JSON.parse(z.string().parse(await socket.emitWithAck('subscribe', JSON.stringify({ topic })))),
  )
  return answer.code ?? answer.type
}

/** A topic of each view; of one that has a parameter, one that need not be there. */
const topics = views.map(({ name, permission, hasParameter }) => ({
  permission,
  topic: hasParameter ? `${name}:none` : name,
}))

describe('every topic, for every role and none', () => {
  test.each(everyone.filter((who) => who !== 'nobody'))(
    '%s subscribes to and reads what the table says',
    async (who) => {
      const socket = connect(cookies.get(who))
      for (const { topic, permission } of topics) {
        const answer = await subscribe(socket, topic)
        expect({ topic, forbidden: answer === 'forbidden' }).toEqual({ topic, forbidden: !may(who, permission) })
        expect({ topic, read: await ask(who, 'GET', `/v1/views/${topic}`) }).toEqual({
          topic,
          read: expected(who, permission),
        })
      }
    },
  )

  test('a guest has the counter, and nothing that names a source or shows an event', async () => {
    const socket = connect(cookies.get('guest'))
    const subscribed: string[] = []
    const read: string[] = []
    for (const { topic } of topics) {
      if ((await subscribe(socket, topic)) === 'snapshot') subscribed.push(topic)
      if ((await ask('guest', 'GET', `/v1/views/${topic}`)) === 'let in') read.push(topic)
    }
    expect({ subscribed, read }).toEqual({ subscribed: ['wall-total'], read: ['wall-total'] })
  })

  test('nobody is not connected, nor a page of another site, whatever its cookie', async () => {
    const refused = (socket: Socket) =>
      new Promise<string>((resolve, reject) => {
        socket.once('connect_error', ({ message }) => resolve(message))
        socket.once('connect', () => reject(new Error('it was let in')))
      })
    expect(await refused(connect(undefined))).toBe('sign-in-required')
    expect(await refused(connect(cookies.get('admin'), { origin: 'https://evil.example' }))).toBe('websocket error')
  })
})

describe('a socket', () => {
  async function watching(roles: readonly Role[]): Promise<SignedIn & { socket: Socket }> {
    const somebody = await signInAs({ databaseUrl, vigieSecret, roles })
    const socket = connect(somebody.cookie)
    for (const topic of ['wall', 'events']) await subscribe(socket, topic)
    return { ...somebody, socket }
  }

  const refusedEvents = (socket: Socket) =>
    new Promise<void>((resolve) => {
      socket.on('live', (json: string) => {
        const message = messageSchema.parse(JSON.parse(json))
        if (message.type === 'refused' && message.topic === 'events') resolve()
      })
    })
  const gone = (socket: Socket) => new Promise<void>((resolve) => void socket.once('disconnect', () => resolve()))

  // How soon is what access-watch.test.ts is about.
  test('loses a topic when the role for it is taken away, by whatever hand', async () => {
    const { id, socket, cookie } = await watching(['data', 'exec'])
    const refused = refusedEvents(socket)
    await sql.query(`update users set roles = '{exec}' where id = $1`, [id])
    await refused
    expect(socket.connected).toBe(true)
    expect(await subscribe(socket, 'events')).toBe('forbidden')
    expect(await subscribe(connect(cookie), 'events')).toBe('forbidden')
  })

  test('is closed when its session ends, and does not come back with its cookie', async () => {
    const { id, socket, cookie } = await watching(['admin'])
    const closed = gone(socket)
    await sql.query('delete from sessions where user_id = $1', [id])
    await closed
    const again = connect(cookie)
    const refusal = await new Promise<Error>((resolve) => void again.once('connect_error', resolve))
    expect(refusal.message).toBe('sign-in-required')
  })

  test('is closed before signing out is answered', async () => {
    const { socket, cookie } = await watching(['admin'])
    const closed = gone(socket)
    const answer = await fetch(`${server.url}/api/auth/sign-out`, { method: 'POST', headers: { cookie } })
    expect(answer.status).toBe(204)
    await closed
    expect(await ask('nobody', 'GET', '/v1/me')).toBe('sign-in-required')
  })

  test('of somebody else stays as it is', async () => {
    const { socket } = await watching(['data'])
    const other = await signInAs({ databaseUrl, vigieSecret, roles: ['data'] })
    await fetch(`${server.url}/api/auth/sign-out`, { method: 'POST', headers: { cookie: other.cookie } })
    expect(socket.connected).toBe(true)
    expect(await subscribe(socket, 'events')).not.toBe('forbidden')
  })
})
