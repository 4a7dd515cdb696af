import { io } from 'socket.io-client'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { screenStateSchema, tvScreenListSchema, tvScreenSchema } from '#contract/tv-screens.ts'
import { listScreens } from './api/screens/screen-table.ts'
import { createCommandPool } from './db/pool.ts'
import { startEventServer } from './event-server.ts'
import { testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { routesOf } from './testing/registered-routes.ts'
import { signInAs } from './testing/sign-in.ts'

const vigieSecret = 'a secret of at least thirty-two characters'
const { url: databaseUrl } = await testDatabase()
const config = {
  databaseUrl,
  host: '127.0.0.1',
  port: 0,
  vigieSecret,
  publicUrl: null,
  demo: false,
  logger: silentLogger,
}
const { server, routes } = await routesOf(() => startEventServer(config))
let current = server
afterAll(() => current.stop())
const admin = await signInAs({ databaseUrl, vigieSecret, roles: ['admin'] })

function post(path: string, { cookie, body = {} }: { cookie?: string; body?: object } = {}): Promise<Response> {
  return fetch(current.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie !== undefined && { cookie }) },
    body: JSON.stringify(body),
  })
}

function get(path: string, cookie: string): Promise<Response> {
  return fetch(current.url + path, { headers: { cookie } })
}

async function begin() {
  const answer = await post('/v1/screens/begin')
  const [line = ''] = answer.headers.getSetCookie()
  expect(line).toContain('HttpOnly; SameSite=Lax')
  const state = screenStateSchema.parse(await answer.json())
  if (state.state !== 'waiting') throw new Error(`it is ${state.state}`)
  return { cookie: line.split(';', 1)[0] ?? '', code: state.code }
}

const wanted = { name: 'Entrance hall', walls: ['counter'] }

async function paired() {
  const { cookie, code } = await begin()
  const answer = await post('/v1/screens/pair', { cookie: admin.cookie, body: { ...wanted, code: code.toLowerCase() } })
  expect(answer.status).toBe(200)
  return { cookie, code, ...tvScreenSchema.parse(await answer.json()) }
}

test('a screen shows a code, is paired by it, and sees its wall', async () => {
  const { cookie, code } = await begin()
  expect(code).toMatch(/^[ABCDEFGHJKMNPQRTUVWXY346789]{6}$/)
  expect((await get('/v1/views/wall', cookie)).status).toBe(401)
  const body = { ...wanted, code: `${code.slice(0, 3)}-${code.slice(3)}` }
  expect((await post('/v1/screens/pair', { cookie: admin.cookie, body })).status).toBe(200)
  expect(await (await get('/v1/screens/self', cookie)).json()).toEqual({
    state: 'paired',
    name: 'Entrance hall',
    walls: ['counter'],
    rotateSeconds: 60,
  })
  expect((await get('/v1/views/wall', cookie)).status).toBe(200)
  expect((await post('/v1/screens/pair', { cookie: admin.cookie, body })).status).toBe(404)
})

test('a paired screen reads its wall and the way to the phone, and nothing else there is', async () => {
  const { cookie } = await paired()
  const allowed = ['/v1/guest-ticket']
  for (const { method, url, config: route } of routes) {
    const access = route?.access ?? ''
    if (!/^(read|export|command):/.test(access) || method === 'HEAD') continue
    const path = url.replaceAll(/:\w+/g, '1')
    const { status } =
      method === 'GET' ? await get(path, cookie) : await fetch(current.url + path, { method, headers: { cookie } })
    expect(status, `${method} ${url}`).toBe(allowed.includes(url) ? 200 : 403)
  }
  for (const topic of ['events', 'sources', 'stock']) expect((await get(`/v1/views/${topic}`, cookie)).status).toBe(403)
})

test('it stays signed in through a restart, and is nobody once it is revoked: its open socket is cut', async () => {
  const { cookie, id } = await paired()
  await current.stop()
  current = await startEventServer(config)
  const socket = io(current.url, {
    path: '/live',
    addTrailingSlash: false,
    transports: ['websocket'],
    extraHeaders: { cookie },
    reconnection: false,
  })
  onTestFinished(() => {
    socket.close()
  })
  const answer: unknown = await socket.emitWithAck('subscribe', JSON.stringify({ topic: 'wall' }))
  expect(JSON.parse(z.string().parse(answer))).toMatchObject({ type: 'snapshot' })
  const ended = new Promise((resolve) => {
    socket.once('disconnect', resolve)
  })
  expect((await post(`/v1/screens/${id}/revoke`, { cookie: admin.cookie })).status).toBe(200)
  await ended
  expect((await get('/v1/views/wall', cookie)).status).toBe(401)
  expect(await (await get('/v1/screens/self', cookie)).json()).toEqual({ state: 'unknown' })
  const { screens } = tvScreenListSchema.parse(await (await get('/v1/screens', admin.cookie)).json())
  expect(screens.map((screen) => screen.id)).not.toContain(id)
})

test('what a persona has paired is nobody outside of the demonstration; what somebody who has left has paired goes on', async () => {
  const { cookie, id } = await paired()
  const pool = createCommandPool(databaseUrl)
  onTestFinished(() => pool.end())
  const { rows } = await pool.query<{ by: string }>('select paired_by_id as by from tv_screens where id = $1', [id])
  expect(rows).toEqual([{ by: admin.id }])
  await pool.query(
    `insert into users (id, name, email, roles, deactivated_at, is_persona) values
      ('left', 'Left', 'left@shop.example', '{admin}', now(), false),
      ('persona', 'Persona', 'persona@shop.example', '{admin}', null, true)`,
  )
  const pairedBy = (by: string) => pool.query('update tv_screens set paired_by_id = $2 where id = $1', [id, by])
  await pairedBy('left')
  expect((await get('/v1/views/wall', cookie)).status).toBe(200)
  await pairedBy('persona')
  expect((await get('/v1/views/wall', cookie)).status).toBe(401)
  expect(await (await get('/v1/screens/self', cookie)).json()).toEqual({ state: 'unknown' })
  const demo = { pool, demo: true }
  expect((await listScreens(demo)).map((screen) => screen.id)).toContain(id)
  const { screens } = tvScreenListSchema.parse(await (await get('/v1/screens', admin.cookie)).json())
  expect(screens.map((screen) => screen.id)).not.toContain(id)
})

test('only administrators pair, list and revoke, and no code is answered for nothing', async () => {
  const { cookie } = await signInAs({ databaseUrl, vigieSecret, roles: ['exec', 'data', 'supply'] })
  const { code } = await begin()
  expect((await post('/v1/screens/pair', { cookie, body: { ...wanted, code } })).status).toBe(403)
  expect((await get('/v1/screens', cookie)).status).toBe(403)
  for (const wrong of [{ code: 'AAAA' }, { code, walls: [] }, { code, walls: ['everything'] }, { code, name: '' }]) {
    expect((await post('/v1/screens/pair', { cookie: admin.cookie, body: { ...wanted, ...wrong } })).status).toBe(400)
  }
})
