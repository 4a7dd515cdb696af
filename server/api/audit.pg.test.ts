import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { isPermission } from '#contract/access.ts'
import type { AuditEntry, AuditPage } from '#contract/audit.ts'
import { auditPageSchema } from '#contract/audit.ts'
import { quarantinePageSchema } from '#contract/quarantine.ts'
import type { Viewer } from '#contract/role.ts'
import { allRoles } from '#contract/role-names.ts'
import { roleSchema } from '#contract/role.ts'
import type { Credentials } from '../live/handshake.ts'
import { testDatabase } from '../testing/database.ts'
import { startEventServer } from '../testing/event-server.ts'
import { silentLogger } from '../testing/log-fixture.ts'
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
    identify: bearerIsRole,
  }),
)
afterAll(() => server.stop())
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
afterAll(() => database.end())

/** `Bearer sales` is somebody with that role; anything else is nobody. */
async function bearerIsRole({ headers }: Credentials): Promise<Viewer | null> {
  const role = roleSchema.safeParse(headers.authorization?.replace('Bearer ', '')).data
  return role ? { id: `id-of-${role}`, name: `The ${role} desk`, kind: 'person', roles: [role] } : null
}

interface Asked {
  as: string
  method: string
  path: string
  body?: object
}

function ask({ as, method, path, body }: Asked): Promise<Response> {
  return fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${as}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
}

async function page(query: Record<string, string> = {}): Promise<AuditPage> {
  const answer = await ask({ as: 'admin', method: 'GET', path: `/v1/audit?${new URLSearchParams(query).toString()}` })
  return auditPageSchema.parse(await answer.json())
}

async function newest(): Promise<AuditEntry | undefined> {
  return (await page({ limit: '1' })).entries[0]
}

test('a command is recorded with who, what, from where and the names of what was said, and no value of it', async () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const answer = await ask({ as: 'data', method: 'POST', path: '/v1/sources', body: { slug: 'shop', secret } })
  expect(answer.status).toBe(201)
  expect(await newest()).toMatchObject({
    who: { id: 'id-of-data', name: 'The data desk', kind: 'person' },
    action: 'source.create',
    subject: 'shop',
    members: ['slug', 'secret'],
    outcome: 'done',
    status: 201,
    address: '127.0.0.1',
  })
  const { rows } = await database.query('select audit_entries::text as entry from audit_entries')
  expect(JSON.stringify(rows)).not.toContain(secret)
})

test('a command that was refused is recorded as such, and of what it said nothing', async () => {
  const path = '/v1/sources/shop'
  expect((await ask({ as: 'sales', method: 'PATCH', path, body: { enabled: false } })).status).toBe(403)
  expect(await newest()).toMatchObject({
    who: { id: 'id-of-sales' },
    action: 'source.change',
    subject: 'shop',
    members: [],
    outcome: 'refused',
    status: 403,
  })
  expect((await ask({ as: 'data', method: 'PATCH', path: '/v1/sources/none', body: { enabled: false } })).status).toBe(
    404,
  )
  expect(await newest()).toMatchObject({ subject: 'none', outcome: 'refused', status: 404 })
})

test('of a switch it is recorded whether it was on, so that a pause is not taken for its end', async () => {
  for (const enabled of [false, true]) {
    await ask({ as: 'data', method: 'PATCH', path: '/v1/sources/shop', body: { enabled, name: 'Shop' } })
    expect(await newest()).toMatchObject({ action: 'source.change', members: [`enabled: ${enabled}`, 'name'] })
  }
})

test('a replay that was refused again is recorded as refused, though it was answered', async () => {
  const refused = server.telemetry.once('door.refused', ({ source }) => source === 'shop')
  const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"type":"a.b"}' }
  expect((await fetch(`${server.url}/v1/webhooks/shop`, sent)).status).toBe(401)
  await refused
  const list = await ask({ as: 'data', method: 'GET', path: '/v1/quarantine?limit=1' })
  const id = quarantinePageSchema.parse(await list.json()).requests[0]?.id ?? ''
  await ask({ as: 'data', method: 'POST', path: `/v1/quarantine/${id}/replay`, body: {} })
  expect(await newest()).toMatchObject({ action: 'quarantine.replay', subject: id, outcome: 'refused', status: 200 })
})

test('whoever is nobody is refused, and fills no record', async () => {
  const before = await newest()
  expect((await ask({ as: 'nobody', method: 'POST', path: '/v1/wall/try' })).status).toBe(401)
  expect(await newest()).toEqual(before)
})

test('no command and no export forgets it: whatever it answers, each such route leaves one entry', async () => {
  const commands = routes.filter(({ config }) => /^(command|export):/.test(config?.access ?? ''))
  expect(commands.length).toBeGreaterThan(30)
  for (const { method, url, config } of commands) {
    const before = await newest()
    const path = url.replaceAll(/:\w+/g, '1')
    const { status } = await ask({ as: 'admin', method, path, ...(!/GET|HEAD/.test(method) && { body: {} }) })
    const { entries } = await page({ limit: '2' })
    expect(entries[0], `${method} ${url}`).toMatchObject({
      action: config?.access?.replace('command:', '').replace(':', '.'),
      status,
    })
    expect(entries[1], `${method} ${url}`).toEqual(before)
  }
})

test('what is read leaves none', async () => {
  const before = await newest()
  const reads = routes.filter(({ method, config }) => method === 'GET' && config?.access?.startsWith('read:'))
  for (const { url, config } of reads) {
    if (config?.access !== undefined && isPermission(config.access))
      await (await ask({ as: 'admin', method: 'GET', path: url.replaceAll(/:\w+/g, '1') })).text()
  }
  expect(await newest()).toEqual(before)
})

test.each(['update audit_entries set who_name = $$x$$', 'delete from audit_entries', 'truncate audit_entries'])(
  'what was written stays: %s is refused',
  async (statement) => {
    await expect(database.query(statement)).rejects.toThrow('audit_entries is append-only')
  },
)

test('only an administrator reads it', async () => {
  for (const as of allRoles) {
    const { status } = await ask({ as, method: 'GET', path: '/v1/audit' })
    expect(status, as).toBe(as === 'admin' ? 200 : 403)
  }
})

test('it is read in pages without a hole, and filtered by who, what, how it ended and when', async () => {
  const all = (await page({ limit: '200' })).entries
  const inPages: AuditEntry[] = []
  for (let before: string | null | undefined; before !== null;) {
    const { entries, next } = await page({ limit: '7', ...(before !== undefined && { before }) })
    inPages.push(...entries)
    before = next
  }
  expect(inPages).toEqual(all)

  const matching = async (query: Record<string, string>) => (await page({ limit: '200', ...query })).entries
  expect(await matching({ who: 'SALES desk' })).toEqual(all.filter(({ who }) => who.id === 'id-of-sales'))
  expect(await matching({ who: 'id-of-data' })).toEqual(all.filter(({ who }) => who.id === 'id-of-data'))
  expect(await matching({ action: 'source' })).toEqual(all.filter(({ action }) => action.startsWith('source.')))
  expect(await matching({ action: 'source.change' })).toEqual(all.filter(({ action }) => action === 'source.change'))
  expect(await matching({ outcome: 'done' })).toEqual(all.filter(({ outcome }) => outcome === 'done'))
  const { at = '' } = all[3] ?? {}
  expect(await matching({ from: at })).toEqual(all.filter((entry) => entry.at >= at))
  expect(await matching({ until: at })).toEqual(all.filter((entry) => entry.at < at))
  expect(await matching({ who: '%' })).toEqual([])
  expect((await ask({ as: 'admin', method: 'GET', path: '/v1/audit?action=%25' })).status).toBe(400)
})
