import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { problemSchema } from '#contract/problem.ts'
import { transferAnswerSchema } from '#contract/transfers.ts'
import type { EventServer } from '../event-server.ts'
import { testDatabase } from '../testing/database.ts'
import { emptyStock, setOnHand, stockPlaces } from '../testing/stocked-places.ts'
import { startServer } from '../testing/tracking-server.ts'

const { url: databaseUrl } = await testDatabase()
const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
let server: EventServer

beforeAll(async () => {
  server = await startServer(databaseUrl)
})
afterAll(async () => {
  await server.stop()
  await pool.end()
})

/** Of the proposal that the server makes by itself: mugs from Quimper to Brest. */
let transfer: string

beforeEach(async () => {
  await emptyStock(pool)
  // What was decided in the test before would hold its units for ever.
  await pool.query('truncate transfers')
  const seen = await server.log.head()
  // Whoever gives comes first: the server may look by itself in between, and would find nobody for the shelf that is empty.
  await stockPlaces(pool, [
    { place: 'quimper', onHand: 40 },
    { place: 'brest', onHand: 0, isOut: true },
  ])
  // What the fold of stock says when an alert has opened.
  const newest = { source: 'erp', occurredAt: 1, receivedAt: 1, storedAt: null, projectedAt: 1 }
  server.telemetry.emit('projection.applied', {
    projection: 'stock',
    position: seen,
    events: 1,
    touched: ['stock'],
    newest,
    durationMs: 0,
  })
  transfer = await vi.waitFor(async () => (await rowOf("state = 'proposed'")).id, { timeout: 60_000, interval: 20 })
  await stockFolded()
})

async function rowOf(condition: string) {
  const { rows } = await pool.query<{ id: string; state: string; units: number; reason: string | null; cost: number }>(
    `select id, state, units, reason, cost_minor::float8 as cost from transfers where ${condition} order by position desc limit 1`,
  )
  const [row] = rows
  if (!row) throw new Error(`no transfer where ${condition}`)
  return row
}

/** Resolves once the ledger shows what was answered. */
async function post(verb: string, body: object = {}, id = transfer) {
  const response = await fetch(`${server.url}/v1/transfers/${id}/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const json: unknown = await response.json()
  if (response.status !== 200) return problemSchema.parse(json)
  const answer = transferAnswerSchema.parse(json)
  await folded(BigInt(answer.position))
  await stockFolded()
  return answer
}

/** Resolves once stock is as new as the ledger: before that nothing is decided, however long it takes on a busy machine. */
async function stockFolded(): Promise<void> {
  const head = await server.log.head()
  const position = async () => {
    const text = "select position from checkpoints where projection = 'stock'"
    return BigInt((await pool.query<{ position: string }>(text)).rows[0]?.position ?? -1)
  }
  await expect.poll(position, { interval: 10 }).toBeGreaterThanOrEqual(head)
}

async function folded(position: bigint): Promise<void> {
  const applied = server.telemetry.once(
    'projection.applied',
    (batch) => batch.projection === 'transfers' && batch.position >= position,
  )
  const { rows } = await pool.query<{ done: boolean }>(
    "select position >= $1 as done from checkpoints where projection = 'transfers'",
    [position.toString()],
  )
  if (rows[0]?.done !== true) await applied
}

/** Takes requests on loopback and keeps the body of the first. */
class FakeReceiver {
  readonly #server = createServer()
  readonly first = new Promise((resolve) =>
    this.#server.on('request', (request, response) => {
      void json(request).then(resolve)
      response.writeHead(204).end()
    }),
  )

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    // A server that listens on TCP has an address with a port.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

describe('a proposed transfer', () => {
  test('is accepted once', async () => {
    expect(await post('accept')).toMatchObject({ transfer, state: 'accepted' })
    expect(await rowOf(`id = '${transfer}'`)).toMatchObject({ state: 'accepted' })
    expect(await post('accept')).toMatchObject({
      code: 'conflict',
      detail: 'Viewer has decided already: it is accepted',
    })
  })

  test('is decided once by two people at the same moment', async () => {
    const answers = await Promise.all([post('accept'), post('reject', { reason: 'The lorry is full' })])
    expect(answers.filter((answer) => 'code' in answer)).toMatchObject([{ code: 'conflict' }])
  })

  test('is changed before it is accepted, at the cost of so many units', async () => {
    const { units, cost } = await rowOf(`id = '${transfer}'`)
    expect(await post('change', { units: units - 1 })).toMatchObject({ state: 'proposed', units: units - 1 })
    const changed = await rowOf(`id = '${transfer}'`)
    expect(changed.units).toBe(units - 1)
    expect(changed.cost).toBeLessThan(cost)
    expect(await post('accept')).toMatchObject({ state: 'accepted', units: units - 1 })
  })

  test('can neither be changed nor accepted beyond what its donor has now', async () => {
    const { units } = await rowOf(`id = '${transfer}'`)
    const tooMany = { code: 'conflict', detail: expect.stringMatching(/^quimper has 40 now and keeps \d+/) }
    expect(await post('change', { units: 40 })).toMatchObject(tooMany)
    await setOnHand(pool, 'quimper', units)
    expect(await post('accept')).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('can go at the most'),
    })
  })

  test('is neither changed nor accepted while stock is behind the ledger, and may be rejected', async () => {
    await pool.query('update transfers set position = position + 1000')
    const behind = { code: 'unavailable', detail: expect.stringContaining('what the donor has now') }
    expect(await Promise.all([post('change', { units: 1 }), post('accept')])).toMatchObject([behind, behind])
    expect(await post('reject', { reason: 'Nobody knows' })).toMatchObject({ state: 'rejected' })
  })

  test('is rejected with a reason, never without', async () => {
    expect(await post('reject', { reason: ' ' })).toMatchObject({ code: 'invalid-request' })
    expect(await post('reject', { reason: 'The road is closed' })).toMatchObject({ state: 'rejected' })
    expect(await rowOf(`id = '${transfer}'`)).toMatchObject({ state: 'rejected', reason: 'The road is closed' })
    expect(await post('change', { units: 1 })).toMatchObject({
      code: 'conflict',
      detail: 'Viewer has decided already: it is rejected: The road is closed',
    })
  })
})

test('who is told of accepted transfers is set with a secret, which is shown once, and taken back', async () => {
  const put = async (url: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ url })
    return (await fetch(`${server.url}/v1/transfers/destination`, { method: 'PUT', headers, body })).json()
  }
  const get = async (): Promise<unknown> => (await fetch(`${server.url}/v1/transfers/destination`)).json()
  const receiver = new FakeReceiver()
  const url = await receiver.listen()
  expect(await put(url)).toMatchObject({ url, secret: expect.stringMatching(/^whsec_/) })
  expect(await get()).toEqual({ url })
  await post('accept')
  expect(await receiver.first).toMatchObject({ type: 'transfer.accepted', data: { transfer, sku: 'mug', to: 'brest' } })
  expect(await put(null)).toEqual({ url: null, secret: null })
  expect(await put('ftp://erp')).toMatchObject({ code: 'invalid-request' })
  await receiver.close()
})

test('a transfer that nobody has proposed is not found', async () => {
  expect(await post('accept', {}, 'nothing')).toMatchObject({ code: 'not-found' })
})
