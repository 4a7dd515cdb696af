import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { problemSchema } from '#contract/problem.ts'
import type { EventServer } from './event-server.ts'
import { testDatabase } from './testing/database.ts'
import { bodies, eventLike, headers, hostileJson, pathParts } from './testing/hostile-requests.ts'
import { requireSender, senders } from './testing/provider-request.ts'
import type { RawAnswer } from './testing/raw-http.ts'
import { sendRaw } from './testing/raw-http.ts'
import { startServer } from './testing/tracking-server.ts'

const { url: databaseUrl } = await testDatabase()
let server: EventServer
let doors: Door[] = []
/** Sources whose mapping broke: a fault of ours, though it is answered as a refusal. */
const brokenMappings: string[] = []
let refusals = 0
/** Every kind has a source: its slug is the kind. */
const kinds = [...senders.keys()]

interface Door {
  method: string
  path: string
}

beforeAll(async () => {
  server = await startServer(databaseUrl)
  server.telemetry.on('door.refused', ({ source, stage }) => {
    refusals++
    if (stage === 'mapping') brokenMappings.push(source)
  })
  for (const kind of kinds) {
    const { secret, config = {} } = requireSender(kind)
    const created = await sendRaw(`${server.url}/v1/sources`, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ slug: kind, kind, secret, config, ratePerMinute: 1_000_000 }),
    })
    if (created.status !== 201) throw new Error(created.text)
  }
  doors = await findDoors()
})
afterAll(() => server.stop())

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ 'x-access': z.string().optional() }))),
})

/** All routes that ask for no person, as the running server describes itself. */
async function findDoors(): Promise<Door[]> {
  const { paths } = documentSchema.parse(
    JSON.parse((await sendRaw(`${server.url}/v1/openapi.json`, { method: 'GET' })).text),
  )
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, operation]) => ['signature', 'anyone'].includes(operation['x-access'] ?? ''))
      .map(([method]) => ({ method: method.toUpperCase(), path })),
  )
}

let caller = 0
/** Limits count by address: each request comes from another one. */
function fromElsewhere(): { 'x-forwarded-for': string } {
  caller++
  return { 'x-forwarded-for': `10.${(caller >> 16) & 255}.${(caller >> 8) & 255}.${caller & 255}` }
}

/** An answer that a sender can understand, and no fault of ours. */
function expectSound({ status, headers: answered, text: body }: RawAnswer, sent: unknown, mayGiveCookie = false): void {
  const seen = `${status} ${body.slice(0, 300)} to ${JSON.stringify(sent).slice(0, 600)}`
  expect(status, seen).toBeLessThan(500)
  if (!mayGiveCookie) expect(answered['set-cookie'], seen).toBeUndefined()
  if (status < 400) return
  expect(answered['content-type'], seen).toMatch(/^application\/problem\+json/)
  expect(problemSchema.parse(JSON.parse(body)).status, seen).toBe(status)
}

function expectStanding(): Promise<void> {
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
  expect(brokenMappings).toEqual([])
  return sendRaw(`${server.url}/readyz`, { method: 'GET' }).then(({ status }) => expect(status).toBe(200))
}

test('the doors are found', () => {
  const paths = doors.map(({ method, path }) => `${method} ${path}`)
  expect(paths).toEqual(expect.arrayContaining(['POST /v1/webhooks/{source}', 'POST /v1/events', 'POST /v1/batch']))
})

test('no door breaks on arbitrary bytes, JSON and headers', async () => {
  const names = pathParts([...kinds, ...kinds.map((kind) => requireSender(kind).secret)])
  const sending = fc.record({ door: fc.nat(), name: names, headers: headers(), body: bodies() })
  await fc.assert(
    fc.asyncProperty(fc.array(sending, { minLength: 20, maxLength: 20 }), async (all) => {
      await Promise.all(
        all.map(async ({ door: drawn, name, headers: given, body }) => {
          const door = doors[drawn % doors.length]
          if (!door) throw new Error('there is no door')
          const path = door.path.replaceAll(/\{\w+\}/g, encodeURI(name).replaceAll('?', '%3f'))
          const hasBody = door.method !== 'GET'
          const request = { method: door.method, headers: { ...given, ...fromElsewhere() }, ...(hasBody && { body }) }
          const sent = { path, given, body: body.toString('latin1') }
          // A television gets what it is known by.
          expectSound(await sendRaw(server.url + path, request), sent, path === '/v1/screens/begin')
        }),
      )
    }),
    { numRuns: 40 },
  )
  await expectStanding()
})

/** Signed as its vendor does, now; what is tracked carries its key. */
function signed(kind: string, body: string): { path: string; headers: Record<string, string> } {
  const { secret, sign, url = '/v1/webhooks/shop' } = requireSender(kind)
  const signature = sign(secret, body, Math.floor(Date.now() / 1000))
  const key: Record<string, string> = kind === 'tracking' ? { 'x-write-key': secret } : {}
  return { path: url.replace('shop', kind), headers: { 'content-type': 'application/json', ...signature, ...key } }
}

describe('a request that is signed right', () => {
  test.each(kinds)('of the kind %s may hold any JSON', async (kind) => {
    const statuses = new Set<number>()
    for (const body of hostileJson) {
      const { path, headers: own } = signed(kind, body)
      const answer = await sendRaw(server.url + path, { headers: { ...own, ...fromElsewhere() }, body })
      expectSound(answer, { kind, body })
      statuses.add(answer.status)
    }
    expect(statuses).not.toContain(401)
    expect([...statuses].some((status) => status < 300)).toBe(true)
    const any = fc.oneof(
      eventLike(),
      fc.array(eventLike(), { maxLength: 5 }).map((items) => `[${items.join(',')}]`),
    )
    await fc.assert(
      fc.asyncProperty(any, headers(), async (body, given) => {
        const { path, headers: own } = signed(kind, body)
        const sent = { headers: { ...given, ...own, ...fromElsewhere() }, body }
        expectSound(await sendRaw(server.url + path, sent), { kind, given, body })
      }),
      { numRuns: 60 },
    )
    await expectStanding()
  })

  test('of a tracking source may hold any JSON at each of its doors', async () => {
    const { secret } = requireSender('tracking')
    const paths = doors.filter(({ method, path }) => method === 'POST' && !path.includes('{')).map(({ path }) => path)
    const withKey = (json: string) =>
      `{"key":"${secret}","writeKey":"${secret}","type":"event","payload":{"website":"${secret}","data":${json}},"batch":[${json}],"data":${json},"event":${json}}`
    await fc.assert(
      fc.asyncProperty(eventLike(), fc.nat(), async (json, drawn) => {
        const path = paths[drawn % paths.length] ?? ''
        const body = withKey(json)
        const headers_ = { 'content-type': 'text/plain', ...fromElsewhere() }
        expectSound(await sendRaw(server.url + path, { headers: headers_, body }), { path, body })
      }),
      { numRuns: 150 },
    )
  })
})

describe('over a bare socket', () => {
  async function exchange(bytes: Buffer): Promise<string> {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    socket.end(bytes)
    return text(socket).catch(() => '')
  }

  test('no door breaks on what is no HTTP', async () => {
    const garbage = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))
    const line = fc.constantFrom(
      '\r\n',
      '\n',
      'x: \u0000\r\n',
      ' folded\r\n',
      'content-length: -1\r\n',
      'content-length: 9\r\n',
      'transfer-encoding: chunked\r\n',
      'transfer-encoding: gzip, chunked\r\n',
      'expect: 100-continue\r\n',
      'host:\r\n',
      'upgrade: h2c\r\nconnection: upgrade\r\n',
    )
    const version = fc.constantFrom('HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '')
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        version,
        fc.array(line, { maxLength: 6 }),
        garbage,
        async (drawn, http, lines, rest) => {
          const { method, path } = doors[drawn % doors.length] ?? { method: 'POST', path: '/' }
          const head = `${method} ${path.replace('{source}', 'shopify')} ${http}\r\n${lines.join('')}`
          const answer = await exchange(Buffer.concat([Buffer.from(head, 'latin1'), rest]))
          for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm))
            expect(Number(status), head).toBeLessThan(500)
        },
      ),
      { numRuns: 150 },
    )
    await expectStanding()
  })

  test('a line feed in a header ends the header, and nothing of it comes back', async () => {
    const head =
      'POST /v1/webhooks/a%0d%0aset-cookie:%20a=b HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n'
    const answer = await exchange(Buffer.from(`${head}x-a: 1\nset-cookie: a=b\r\n\r\n`))
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(answer).not.toMatch(/^set-cookie/im)
  })
})

describe('memory', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void // what the flag above adds

  async function heldBytes(): Promise<number> {
    collect()
    // What is freed outside the heap is given back a turn later.
    await new Promise(setImmediate)
    collect()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }

  test.each([
    ['refused bodies of a mebibyte', () => Buffer.alloc(1024 * 1024, '[')],
    ['bombs', () => gzipSync(Buffer.alloc(64 * 1024 * 1024))],
    ['bodies that are too large', () => Buffer.alloc(3 * 1024 * 1024, '[')],
  ])('is given back after %s', async (_what, make) => {
    const body = make()
    const own = { 'content-type': 'application/json', ...(body[0] === 0x1f && { 'content-encoding': 'gzip' }) }
    let expected = refusals
    const flood = async (count: number) => {
      await Promise.all(
        Array.from({ length: count }, async () => {
          // A server that refuses to read on may close the connection on a client that still writes.
          const sent = sendRaw(`${server.url}/v1/webhooks/github`, { headers: { ...own, ...fromElsewhere() }, body })
          const answer = await sent.catch(() => undefined)
          if (!answer) return
          expectSound(answer, 'a flood')
          if (answer.status === 401) expected++
        }),
      )
      // What waits to be written to the quarantine is held as long.
      while (refusals < expected) await server.telemetry.once('door.refused')
    }
    await flood(10)
    const before = await heldBytes()
    for (let round = 0; round < 15; round++) await flood(10)
    expect((await heldBytes()) - before).toBeLessThan(40 * 1024 * 1024)
    await expectStanding()
  })
})
