import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemSchema } from '#contract/problem.ts'
import { createHttpServer } from './http-server.ts'

const apps: FastifyInstance[] = []
let url: URL
/** Of a server that waits for nobody: what comes late on a busy machine is not for it. */
let impatient: URL

async function listen(limits: { headersMs?: number; requestMs?: number }): Promise<URL> {
  const app = createHttpServer({ logger: pino({ level: 'silent' }), ...limits })
  app.route({
    method: ['POST', 'DELETE'],
    url: '/echo',
    handler: (request) => ({ taken: typeof request.body }),
  })
  apps.push(app)
  return new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
}

beforeAll(async () => {
  url = await listen({})
  impatient = await listen({ headersMs: 200, requestMs: 400 })
})
afterAll(() => Promise.all(apps.map((app) => app.close())))

/** @returns what comes back until the server ends the connection. */
async function exchange(bytes: string, { port, hostname } = url): Promise<{ status: number; code: string }> {
  const socket = connect(Number(port), hostname)
  socket.write(bytes)
  const answer = await text(socket)
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  const problem = problemSchema.parse(JSON.parse(body))
  expect(head).toContain('content-type: application/problem+json')
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${problem.status} `))
  return { status: problem.status, code: problem.code }
}

const head = 'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'

describe('what no route sees', () => {
  test.each([
    ['bytes that are no HTTP', '\u0000\u0001 hello\r\n\r\n'],
    ['a method that there is not', 'TAKE /echo HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a line feed inside a header', `${head}x-a: 1\r\n\tfolded\u0000: 2\r\n\r\n`],
    ['a header with U+0000', `${head}x-a: a\u0000b\r\n\r\n`],
    ['two lengths', `${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`],
    ['a length and chunks: smuggling', `${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['chunks that are none', `${head}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`],
  ])('%s is answered as a problem', async (_what, bytes) => {
    expect(await exchange(bytes)).toEqual({ status: 400, code: 'invalid-request' })
  })

  test('a header of more than 16 KiB is answered as a problem', async () => {
    expect(await exchange(`${head}x-a: ${'a'.repeat(17_000)}\r\n\r\n`)).toMatchObject({ code: 'headers-too-large' })
  })

  test.each([
    ['a header', head],
    ['a body', `${head}content-length: 10\r\n\r\n{"a"`],
    ['a chunk', `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"`],
  ])('%s that stops coming is given up and answered as a problem', async (_what, bytes) => {
    expect(await exchange(bytes, impatient)).toEqual({ status: 408, code: 'request-timeout' })
  })
})

test.each(['POST', 'DELETE'])('a %s of nothing that says it is JSON has no body', async (method) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(new URL('/echo', url), { method, headers, ...(method === 'POST' && { body: '' }) })
  expect(await response.json()).toEqual({ taken: 'undefined' })
})

test.each([
  ['a length', `content-length: ${24 * 1024 * 1024}\r\n\r\n`, ''],
  ['chunks', `transfer-encoding: chunked\r\n\r\n${(24 * 1024 * 1024).toString(16)}\r\n`, '\r\n0\r\n\r\n'],
])(
  'a body of %s that is too large is heard out: a client that still writes would not hear the answer',
  async (_what, before, after) => {
    const patient = createHttpServer({ logger: pino({ level: 'silent' }) })
    patient.post('/echo', () => ({}))
    const { port } = new URL(await patient.listen({ host: '127.0.0.1', port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    const body = Buffer.alloc(24 * 1024 * 1024, ' ')
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.write(Buffer.concat([Buffer.from(head + before), body, Buffer.from(after)]), () => resolve())
    })
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 413 [^]*"code":"payload-too-large"/)
    await patient.close()
  },
)

test('a client that goes away in the middle leaves the server standing', async () => {
  const sending = httpRequest(new URL('/echo', url), { method: 'POST', headers: { 'content-length': 100 } })
  const closed = new Promise((resolve) => sending.on('close', resolve))
  sending.on('error', () => undefined)
  sending.write('{"a":', () => sending.destroy())
  await closed
  const response = await fetch(new URL('/echo', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(response.status).toBe(200)
})

describe('a request that offers another protocol', () => {
  const upgradable = createHttpServer({ logger: pino({ level: 'silent' }) })
  upgradable.post('/echo', (request) => ({ taken: typeof request.body }))
  upgradable.server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  let port: number
  beforeAll(async () => {
    port = Number(new URL(await upgradable.listen({ host: '127.0.0.1', port: 0 })).port)
  })
  afterAll(() => upgradable.close())

  async function answerTo(bytes: string): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    socket.write(bytes)
    return text(socket)
  }

  test('is taken as it is: Java offers HTTP/2 with whatever it sends', async () => {
    const offer = 'connection: Upgrade, HTTP2-Settings, close\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n'
    const answer = await answerTo(`${head}content-length: 2\r\n${offer}\r\n{}`)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).toContain('{"taken":"object"}')
  })

  test('is a socket where that is a WebSocket', async () => {
    const answer = await answerTo('GET /live HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: WebSocket\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 101 /)
  })
})
