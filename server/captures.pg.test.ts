import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createdSourceSchema } from '#contract/api.ts'
import { viewSnapshotSchema } from '#contract/view.ts'
import type { SourcesRow } from '#contract/views/sources.ts'
import { sourcesRowSchema } from '#contract/views/sources.ts'
import type { EventServer } from './event-server.ts'
import { startEventServer } from './testing/event-server.ts'
import { CaptureError } from './ingest/cdc/capture.ts'
import type { CaptureContext } from './ingest/cdc/capture.ts'
import type { RowChange } from './ingest/cdc/row-change.ts'
import { untilAborted } from './testing/captures.ts'
import { emptyDatabase, testDatabase } from './testing/database.ts'
import { silentLogger } from './testing/log-fixture.ts'
import { makeItNoon } from './testing/noon.ts'

/* The server around a capture: what the capture itself does stands in the test. */

const { url: databaseUrl } = await testDatabase()
await makeItNoon(databaseUrl)
const { url: erpUrl } = await emptyDatabase()
let server: EventServer
let act: (context: CaptureContext) => Promise<void>

const insertedRow: RowChange = {
  id: '1:0/16B3748:0',
  op: 'insert',
  schema: 'public',
  table: 'orders',
  key: { id: 7 },
  before: null,
  after: { id: 7, total: 12.9 },
  kept: [],
  omitted: [],
  committedAt: Date.now(),
  place: {},
  backfill: false,
}

beforeAll(async () => {
  const erp = new pg.Client({ connectionString: erpUrl })
  await erp.connect()
  await erp.query('create table orders (id int primary key, total numeric, changed_at timestamptz)')
  await erp.end()
  const mode = {
    capture: async (context: CaptureContext): Promise<never> => {
      await act(context)
      return untilAborted(context.signal)
    },
    release: () => Promise.resolve(),
  }
  server = await startEventServer({
    databaseUrl,
    host: '127.0.0.1',
    port: 0,
    vigieSecret: 'secret of this installation',
    publicUrl: null,
    demo: false,
    logger: silentLogger,
    captureModes: { replication: mode, outbox: mode, poll: mode },
  })
})
afterAll(() => server.stop())

async function createSource(slug: string): Promise<void> {
  const config = { capture: 'poll', reads: [{ table: 'public.orders', key: ['id'], cursor: 'changed_at' }] }
  const answer = await fetch(`${server.url}/v1/sources`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slug, kind: 'postgres', secret: erpUrl, config }),
  })
  createdSourceSchema.parse(await answer.json())
}

async function change(slug: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${server.url}/v1/sources/${slug}`, {
    method: 'PATCH',
    headers,
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
}

async function text(path: string): Promise<string> {
  const answer = await fetch(server.url + path)
  expect(answer.status).toBe(200)
  return answer.text()
}

/** The row of the sources view once it is so. */
function rowWhen(slug: string, condition: (row: SourcesRow) => boolean): Promise<SourcesRow> {
  return vi.waitFor(async () => {
    const { rows } = viewSnapshotSchema.parse(JSON.parse(await text('/v1/views/sources')))
    const row = sourcesRowSchema.parse(rows[`source:${slug}`])
    if (!condition(row)) throw new Error(`not yet: ${JSON.stringify(row)}`)
    return row
  }, 60_000)
}

describe('a source that is made over HTTP', () => {
  test('is captured at once; its changes are events, its state is among the sources, its canary goes all the way', async () => {
    const asOf = Date.now()
    let isSeen = false
    const seen = server.telemetry.once('capture.canary-seen').finally(() => {
      isSeen = true
    })
    act = async ({ sink, memory }) => {
      memory.report({ phase: 'following', asOf })
      await sink.store([insertedRow], { endsTransaction: true })
      // One that is there before the subscription proves nothing.
      for (let sent = 1; !isSeen; sent++) {
        const applied = server.telemetry.once('projection.applied')
        await sink.storeCanary({ id: `${sent}`, sentAt: Date.now() })
        await applied
      }
    }
    await createSource('erp')
    await seen
    const events = JSON.parse(await text('/v1/events?after=0&source=erp')) as { events: { type: string }[] } // the API's own form
    expect(events.events.slice(0, 2).map(({ type }) => type)).toEqual(['public.orders.created', 'source.canary'])
    const row = await rowWhen('erp', ({ capture }) => capture?.canary?.roundTripMs != null)
    expect(row).toMatchObject({ today: 1, capture: { phase: 'following', asOf, problem: null } })
    expect(row.capture?.canary?.seenAt).toBeGreaterThanOrEqual(asOf)
    const metrics = await text('/metrics')
    expect(metrics).toMatch(/^vigie_cdc_changes_total\{source="erp"\} 1$/m)
    expect(metrics).toMatch(/^vigie_cdc_lag_seconds\{source="erp"\} [\d.]+$/m)
    expect(metrics).toMatch(/^vigie_canary_roundtrip_seconds\{source="erp"\} [\d.]+$/m)
  })

  test('one that is paused and resumed over HTTP is so at once', async () => {
    const taken = Promise.withResolvers<CaptureContext>()
    act = async (context) => taken.resolve(context)
    await createSource('paused')
    const { signal } = await taken.promise
    await change('paused', { enabled: false })
    expect(signal.aborted).toBe(true)
    const again = Promise.withResolvers<CaptureContext>()
    act = async (context) => again.resolve(context)
    await change('paused', { enabled: true })
    expect((await again.promise).memory.epoch).toBe(1)
  })
})

test('a capture that fails is the source’s trouble: the server stays ready, and health and metrics say what it is', async () => {
  act = () => Promise.reject(new CaptureError('slot-lost', 'the slot is lost', { givesUp: true }))
  const failed = server.telemetry.once('capture.failed')
  await createSource('lost')
  expect(await failed).toEqual({ source: 'lost', code: 'slot-lost', retryMs: null })
  await rowWhen('lost', ({ capture }) => capture?.phase === 'given-up')
  const health = JSON.parse(await text('/readyz')) as { status: string; checks: Record<string, unknown> } // the API's own form
  expect(health.status).toBe('warn')
  expect(health.checks['captures:troubled']).toMatchObject([
    { status: 'warn', observedValue: 1, output: 'lost: slot-lost' },
  ])
  expect(await text('/metrics')).toMatch(/^vigie_cdc_problem\{source="lost",code="slot-lost"\} 1$/m)
})
