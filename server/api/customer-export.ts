import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import type { ExportedEntry } from '#contract/customer-export.ts'
import type { StoredEvent } from '#contract/event.ts'
import type { TimelineEntry } from '#contract/timeline.ts'
import { readAt } from '../log/read.ts'
import { eventPeople } from '../projections/identity/event-keys.ts'
import type { PhoneCountry } from '../projections/identity/normal-key.ts'
import { readCustomerIds } from '../projections/identity/read-customer.ts'
import { readRecord } from '../projections/identity/read-record.ts'
import { readKeys } from '../projections/timeline/read-keys.ts'
import { readTimeline } from '../projections/timeline/read-timeline.ts'
import type { Clock } from '../runtime/clock.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { parseRequest } from './parse-request.ts'
import { customerParamsSchema } from './timeline.ts'

export interface ExportOptions {
  pool: Pool
  clock: Clock
  country: PhoneCountry
}

/** Entries that are in memory at a time, with the data of their events. */
const pageSize = 200

/** `GET /v1/customers/{id}/export`: everything that is held about one person, as a file. */
export function customerExportRoutes(options: ExportOptions) {
  return (app: FastifyInstance): void => {
    app.get('/v1/customers/:id/export', { config: { access: 'export:customer' } }, async (request, reply) => {
      const { id } = parseRequest(customerParamsSchema, request.params)
      const keys = await readKeys(options.pool, id)
      const customer = (await readCustomerIds(options.pool, [id])).get(id)
      const [first] = (await readTimeline(options.pool, { keys, before: null, kind: undefined, limit: 1 })).entries
      if (customer === undefined && first === undefined) {
        throw new ProblemError('not-found', `there is no customer ${id}`)
      }
      const day = new Date(options.clock.now()).toISOString().slice(0, 10)
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="customer-${id}-${day}.json"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(writeExport(options, { customer: customer ?? id, keys })))
    })
  }
}

/** One JSON object in pieces: a history may be longer than memory. */
async function* writeExport(
  { pool, clock, country }: ExportOptions,
  { customer, keys }: { customer: string; keys: readonly string[] },
): AsyncGenerator<string> {
  const exportedAt = new Date(clock.now()).toISOString()
  const head = JSON.stringify({ exportedAt, customer, ...(await readRecord(pool, keys)) }, null, 1)
  yield `${head.slice(0, -2)},\n "entries": [`
  let separator = '\n'
  for await (const entry of readEntries({ pool, country, keys })) {
    yield `${separator}  ${JSON.stringify(entry)}`
    separator = ',\n'
  }
  yield '\n ]\n}\n'
}

interface Asked extends Omit<ExportOptions, 'clock'> {
  keys: readonly string[]
}

async function* readEntries({ pool, country, keys }: Asked): AsyncGenerator<ExportedEntry> {
  let before: { at: number; position: bigint } | null = null
  for (;;) {
    const page: { entries: TimelineEntry[] } = await readTimeline(pool, {
      keys,
      before,
      kind: undefined,
      limit: pageSize,
    })
    const last = page.entries.at(-1)
    if (!last) return
    const events = await readAt(
      pool,
      page.entries.map(({ position }) => BigInt(position)),
    )
    const byPosition = new Map(events.map((event) => [event.position.toString(), event]))
    for (const entry of page.entries) yield toExported(entry, byPosition.get(entry.position), country)
    before = { at: last.at, position: BigInt(last.position) }
  }
}

/** What an event says of others is theirs. */
function toExported(
  { kind: _, ...entry }: TimelineEntry,
  event: StoredEvent | undefined,
  country: PhoneCountry,
): ExportedEntry {
  if (event === undefined || eventPeople(event, country).length > 1) return { ...entry, event: null }
  const { id, subject, receivedAt, data } = event
  return { ...entry, event: { id, subject, receivedAt: new Date(receivedAt).toISOString(), data } }
}
