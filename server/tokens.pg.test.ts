import pg from 'pg'
import { io } from 'socket.io-client'
import type { Socket } from 'socket.io-client'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import type { CreatedToken } from '#contract/tokens.ts'
import { createdTokenSchema, tokenListSchema } from '#contract/tokens.ts'
import { startEventServer } from './event-server.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { signInAs } from './testing/sign-in.ts'

const vigieSecret = 'a secret of at least thirty-two characters'
const { url: databaseUrl } = await testDatabase()
const config = { databaseUrl, host: '127.0.0.1', port: 0, vigieSecret, publicUrl: null, demo: false }
const server = await startEventServer({ ...config, logger: silentLogger })
afterAll(() => server.stop())
const database = new pg.Client({ connectionString: databaseUrl })
await database.connect()
afterAll(() => database.end())
const { cookie } = await signInAs({ databaseUrl, vigieSecret, roles: ['admin'], name: 'The administrator' })

function ask(method: string, path: string, { body, ...headers }: Record<string, unknown> = {}): Promise<Response> {
  return fetch(server.url + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(headers as Record<string, string>),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

async function create(
  roles: readonly string[],
  name = 'A program',
  by: Record<string, string> = { cookie },
): Promise<CreatedToken> {
  const answer = await ask('POST', '/v1/tokens', { ...by, body: { name, roles } })
  expect(answer.status).toBe(201)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return createdTokenSchema.parse(await answer.json())
}

function revoke(id: string): Promise<Response> {
  return ask('POST', `/v1/tokens/${id}/revoke`, { cookie })
}

/** A socket that says the token as clients do that cannot set a header. */
function connect(token: string): Socket {
  const socket = io(server.url, {
    path: '/live',
    addTrailingSlash: false,
    transports: ['websocket'],
    auth: { token },
    reconnection: false,
  })
  onTestFinished(() => {
    socket.close()
  })
  return socket
}

async function subscribe(socket: Socket, topic: string): Promise<unknown> {
  const json: unknown = await socket.emitWithAck('subscribe', JSON.stringify({ topic }))
  return JSON.parse(z.string().parse(json))
}

test('a token is shown once, may what its roles may, and is in the database as a digest only', async () => {
  const { token, id } = await create(['data'], 'Data loader')
  const authorization = `Bearer ${token}`
  expect((await ask('GET', '/v1/events', { authorization })).status).toBe(200)
  expect((await ask('GET', '/v1/views/stock', { authorization })).status).toBe(403)
  expect(await (await ask('GET', '/v1/me', { authorization })).json()).toEqual({
    id,
    name: 'Data loader',
    kind: 'token',
    roles: ['data'],
    email: null,
    hasPassword: false,
    hasSecondFactor: false,
  })
  const listed = await (await ask('GET', '/v1/tokens', { cookie })).text()
  expect(listed).not.toContain(token)
  const { rows } = await database.query('select api_tokens::text as row from api_tokens')
  expect(JSON.stringify(rows)).not.toContain(token)
})

test('what a token does is written down under its name', async () => {
  const { token, id } = await create(['data'], 'Source maker')
  await ask('POST', '/v1/sources', { authorization: `Bearer ${token}`, body: { slug: 'made-by-token' } })
  const { rows } = await database.query(
    'select who_id, who_name, who_kind, action, subject from audit_entries order by id desc limit 1',
  )
  expect(rows).toEqual([
    { who_id: id, who_name: 'Source maker', who_kind: 'token', action: 'source.create', subject: 'made-by-token' },
  ])
})

test('when it was used is known to the minute, and written no oftener', async () => {
  const { token, id } = await create(['exec'])
  const lastUsed = async () => {
    const { tokens } = tokenListSchema.parse(await (await ask('GET', '/v1/tokens', { cookie })).json())
    return tokens.find((each) => each.id === id)?.lastUsedAt
  }
  const use = () => ask('GET', '/v1/me', { authorization: `Bearer ${token}` })
  expect(await lastUsed()).toBeNull()
  await use()
  const first = await lastUsed()
  expect(first).toEqual(expect.any(String))
  await use()
  expect(await lastUsed()).toBe(first)
  await database.query(`update api_tokens set last_used_at = last_used_at - interval '61 seconds' where id = $1`, [id])
  await use()
  expect(Date.parse((await lastUsed()) ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''))
})

test('a revoked token is nobody from the answer on, and its open socket has lost the topic', async () => {
  const { token, id } = await create(['data'])
  const socket = connect(token)
  expect(await subscribe(socket, 'events')).toMatchObject({ type: 'snapshot', topic: 'events' })
  expect(await subscribe(socket, 'stock')).toMatchObject({ type: 'refused', code: 'forbidden' })

  const ended = new Promise((resolve) => {
    socket.once('disconnect', resolve)
  })
  expect((await revoke(id)).status).toBe(200)
  await ended
  expect((await ask('GET', '/v1/events', { authorization: `Bearer ${token}` })).status).toBe(401)
  const refused = new Promise<Error>((resolve) => {
    connect(token).once('connect_error', resolve)
  })
  expect((await refused).message).toBe('sign-in-required')
  expect((await revoke(id)).status).toBe(200)
  expect((await revoke('00000000-0000-4000-8000-000000000000')).status).toBe(404)
})

// How soon is what access-watch.test.ts is about.
test('a token that was revoked by another process loses its socket', async () => {
  const { token, id } = await create(['data'])
  const socket = connect(token)
  await subscribe(socket, 'events')
  const ended = new Promise((resolve) => {
    socket.once('disconnect', resolve)
  })
  await database.query('update api_tokens set revoked_at = now() where id = $1', [id])
  await ended
})

test('tokens of whoever is deactivated, or no administrator any more, rest at once, also those that these made, and wake again', async () => {
  const owner = await signInAs({ databaseUrl, vigieSecret, roles: ['admin'], name: 'Owner' })
  const first = await create(['admin'], 'First', { cookie: owner.cookie })
  const second = await create(['data'], 'Second', { authorization: `Bearer ${first.token}` })
  const other = await create(['data'])
  const socket = connect(second.token)
  await subscribe(socket, 'events')
  const ended = new Promise((resolve) => {
    socket.once('disconnect', resolve)
  })
  const statusOf = async ({ token }: CreatedToken) =>
    (await ask('GET', '/v1/me', { authorization: `Bearer ${token}` })).status
  const statuses = () => Promise.all([first, second, other].map(statusOf))

  expect((await ask('POST', `/v1/users/${owner.id}/deactivate`, { cookie })).status).toBe(200)
  expect(await statuses()).toEqual([401, 401, 200])
  await ended
  const { tokens } = tokenListSchema.parse(await (await ask('GET', '/v1/tokens', { cookie })).json())
  expect(tokens.find(({ id }) => id === second.id)).toMatchObject({
    revokedAt: null,
    isResting: true,
  })
  expect((await ask('POST', `/v1/users/${owner.id}/activate`, { cookie })).status).toBe(200)
  expect(await statuses()).toEqual([200, 200, 200])
  for (const [role, expected] of [
    ['data', [401, 401, 200]],
    ['admin', [200, 200, 200]],
  ] as const) {
    await ask('POST', `/v1/users/${owner.id}/roles`, { cookie, body: { roles: [role] } })
    expect(await statuses()).toEqual(expected)
  }
  await revoke(first.id)
  await ask('POST', `/v1/users/${owner.id}/activate`, { cookie })
  expect(await statuses()).toEqual([401, 200, 200])
})

test.each([
  ['loses the role', `update users set roles = '{data}' where id = $1`],
  ['is deleted', 'delete from users where id = $1'],
  ['is a persona, where there is no demonstration', 'update users set is_persona = true where id = $1'],
])('a token of somebody who %s, by whatever hand, rests, and its open socket is cut', async (_what, change) => {
  const owner = await signInAs({ databaseUrl, vigieSecret, roles: ['admin'], name: 'Owner' })
  const { token, id } = await create(['data'], 'Left behind', { cookie: owner.cookie })
  const socket = connect(token)
  await subscribe(socket, 'events')
  const ended = new Promise((resolve) => {
    socket.once('disconnect', resolve)
  })
  await database.query(change, [owner.id])
  await ended
  expect((await ask('GET', '/v1/me', { authorization: `Bearer ${token}` })).status).toBe(401)
  const { tokens } = tokenListSchema.parse(await (await ask('GET', '/v1/tokens', { cookie })).json())
  expect(tokens.find((each) => each.id === id)).toMatchObject({ revokedAt: null, isResting: true })
})

test('only administrators make, list and revoke tokens, and what is asked for must make sense', async () => {
  const { token, id } = await create(['exec', 'sales', 'support', 'supply', 'marketing', 'data'])
  const authorization = `Bearer ${token}`
  const body = { name: 'More', roles: ['admin'] }
  expect((await ask('POST', '/v1/tokens', { authorization, body })).status).toBe(403)
  expect((await ask('GET', '/v1/tokens', { authorization })).status).toBe(403)
  expect((await ask('POST', `/v1/tokens/${id}/revoke`, { authorization })).status).toBe(403)
  for (const wrong of [
    { roles: ['exec'] },
    { name: 'x', roles: [] },
    { name: 'x', roles: ['king'] },
    { ...body, id: 'x' },
  ]) {
    expect((await ask('POST', '/v1/tokens', { cookie, body: wrong })).status).toBe(400)
  }
})

test.each(['', 'Bearer', 'Bearer vgt_', `Bearer vgt_${'A'.repeat(43)}`, `Basic ${'A'.repeat(47)}`])(
  '%j is nobody',
  async (authorization) => {
    expect((await ask('GET', '/v1/me', { authorization })).status).toBe(401)
  },
)
