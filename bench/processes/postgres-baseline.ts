import { once } from 'node:events'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Latencies } from '../latencies.ts'
import { summarizeLatencies } from '../latencies.ts'
import type { CopyPlan } from '../postgres-baseline.ts'
import { sampleEvent, sampleSource } from '../sample-events.ts'
import { serve } from '../worker.ts'

/* Writes the rows of the log with nothing in between: no door, no signature, no order, no duplicates, no projection. */

interface Commit {
  events: Buffer
  keys: Buffer
  count: number
}

let client = new pg.Client()
let position = 0
let commits: Commit[] = []
let rows: unknown[][] = []

serve({
  async connect(databaseUrl: string) {
    client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
  },
  prepareCopy({ events, perCommit }: CopyPlan) {
    commits = Array.from({ length: Math.ceil(events / perCommit) }, () => toCommit(perCommit))
  },
  async copy() {
    const startedAt = performance.now()
    for (const commit of commits) await store(commit)
    return (performance.now() - startedAt) / 1000
  },
  prepareInserts(count: number) {
    rows = Array.from({ length: count }, toRow)
  },
  insert,
})

const eventColumns = 'position, source, id, type, subject, occurred_at, received_at, data, backfill, synthetic, clamped'

function toRow(): unknown[] {
  position += 1
  const { id, type, subject, timestamp, data } = sampleEvent(position)
  const now = new Date().toISOString()
  return [position, sampleSource, id, type, subject, timestamp, now, JSON.stringify(data), 'f', 'f', 'f']
}

function toCommit(count: number): Commit {
  const eventRows = Array.from({ length: count }, toRow)
  const keyRows = eventRows.map((row) => [row[1], row[2], row[6]])
  return { events: copyText(eventRows), keys: copyText(keyRows), count }
}

/** The text format of COPY: tabs between columns, backslash escaped. */
function copyText(lines: readonly unknown[][]): Buffer {
  const escape = (value: unknown): string => String(value).replaceAll('\\', '\\\\')
  return Buffer.from(lines.map((line) => `${line.map(escape).join('\t')}\n`).join(''))
}

async function store({ events, keys, count }: Commit): Promise<void> {
  await client.query('begin')
  await copy('event_keys (source, id, seen_at)', keys)
  await copy(`events (${eventColumns})`, events)
  await client.query({
    name: 'move-head',
    text: 'update log_head set position = position + $1',
    values: [count],
  })
  await client.query('commit')
}

async function copy(target: string, text: Buffer): Promise<void> {
  const stream = client.query(copyFrom(`copy ${target} from stdin`))
  const finished = once(stream, 'finish')
  stream.end(text)
  await finished
}

async function insert(seconds: number): Promise<Latencies> {
  const latencies: number[] = []
  const endAt = performance.now() + seconds * 1000
  for (const values of rows) {
    const startedAt = performance.now()
    if (startedAt >= endAt) break
    await client.query({
      name: 'insert-event',
      text: `insert into events (${eventColumns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      values,
    })
    latencies.push(performance.now() - startedAt)
  }
  rows = []
  return summarizeLatencies(latencies)
}
