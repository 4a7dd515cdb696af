import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import * as z from 'zod'
import { eventStagesSchema } from '#contract/api.ts'
import { createCompany } from './company-database.ts'
import { startInstallation } from './installation.ts'
import type { Latencies } from './latencies.ts'
import { summarizeLatencies } from './latencies.ts'
import { readOptions } from './options.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds, summarize } from './rounds.ts'

/*
 * Changes of a company's database: how many a second come from the write-ahead log into ours, and how long after its commit one is
 * projected. The baseline is `pg_recvlogical`, PostgreSQL's own reader, over the same publication: into /dev/null, and
 * until a change is in this process.
 */
const perCommit = 100
const changesPerSecond = 12_000
const probeEveryMs = 20
const idleSeconds = 60
/** What may lie between a change that has arrived and its projection, at the 99th percentile. */
const allowedMs = 15

const options = readOptions({ rounds: 5, seconds: 5 })
const storedProbe = z.object({ position: z.string(), mark: z.string() })

/** What the round's baseline has read, and ours is to. */
let written: { end: string; changes: number } | null = null
const installation = await startInstallation(options)
const company = await createCompany(installation)

try {
  await company.confirmed('vigie', await company.write(perCommit, perCommit))
  await compareInRounds({
    rounds: options.rounds,
    baseline: { name: 'pg_recvlogical', measure: receive },
    ours: { name: 'vigie', measure: capture },
    goals: [{ measure: 'changesPerSecond', ratio: 0.4, better: 'higher' }],
  })
  await company.setCapturing(true)
  const p99s = { baseline: [] as number[], ours: [] as number[] }
  await compareInRounds({
    rounds: options.rounds,
    baseline: { name: 'pg_recvlogical', measure: () => keeping(p99s.baseline, receiveProbes) },
    ours: { name: 'vigie', measure: () => keeping(p99s.ours, projectProbes) },
    goals: [],
  })
  const [least, taken] = [summarize(p99s.baseline).median, summarize(p99s.ours).median]
  const verdict = taken <= least + allowedMs ? 'reached' : 'MISSED'
  console.log(`  p99Ms: ${taken.toFixed(1)} against ${least.toFixed(1)}, goal ≤ ${allowedMs} more: ${verdict}`)
  await idle()
} finally {
  await company.stop()
  await installation.stop()
}
process.exit()

/** Changes wait in the log of the database; nobody reads them while they are written. */
async function write(): Promise<{ end: string; changes: number }> {
  const changes = Math.ceil((changesPerSecond * options.seconds) / perCommit) * perCommit
  const end = await company.write(changes, perCommit)
  await installation.checkpoint()
  return { end, changes }
}

async function receive(): Promise<Sample> {
  await company.setCapturing(false)
  // The capture has let go of its slot when it is paused.
  await delay(500)
  written = await write()
  const startedAt = performance.now()
  await company.receiveTo(written.end)
  return { changesPerSecond: written.changes / ((performance.now() - startedAt) / 1000) }
}

async function capture(): Promise<Sample> {
  if (!written) throw new Error('the baseline comes first: it reads the same changes')
  const before = await projected()
  const cpuBefore = installation.cpu()
  const startedAt = performance.now()
  await company.setCapturing(true)
  await company.confirmed('vigie', written.end)
  const seconds = (performance.now() - startedAt) / 1000
  const cpuAfter = installation.cpu()
  const stored = (await projected()) - before
  if (stored < written.changes) throw new Error(`${written.changes} were committed, ${stored} are stored`)
  return {
    changesPerSecond: written.changes / seconds,
    serverMicros: ((cpuAfter.server - cpuBefore.server) / written.changes) * 1e6,
    postgresMicros: ((cpuAfter.postgres - cpuBefore.postgres) / written.changes) * 1e6,
  }
}

/** Resolves with the head of the log once the wall's tables have all of it. */
async function projected(): Promise<number> {
  for (;;) {
    const { rows } = await installation.sql.query<{ head: number; isThere: boolean }>(
      `select log_head.position::float8 as head, checkpoints.position >= log_head.position as "isThere"
       from log_head, checkpoints where projection = 'counters'`,
    )
    if (rows[0]?.isThere) return rows[0].head
    await delay(5)
  }
}

/** One commit at a time, spaced out. @returns when each was sent, epoch ms, by its mark. */
async function commitProbes(): Promise<Map<string, number>> {
  const sent = new Map<string, number>()
  const count = Math.floor((options.seconds * 1000) / probeEveryMs)
  for (let index = 0; index < count; index++) {
    const mark = `probe-${crypto.randomUUID()}`
    sent.set(mark, performance.timeOrigin + performance.now())
    await company.sql.query({
      name: 'probe',
      text: `insert into orders (customer_id, status, note) values (1, 'open', $1)`,
      values: [mark],
    })
    await delay(probeEveryMs)
  }
  return sent
}

async function keeping(p99s: number[], measure: () => Promise<Latencies>): Promise<Sample> {
  const latencies = await measure()
  p99s.push(latencies.p99Ms)
  return { p50Ms: latencies.p50Ms, p99Ms: latencies.p99Ms, count: latencies.count }
}

async function receiveProbes(): Promise<Latencies> {
  const arrived = new Map<string, number>()
  let rest = ''
  const receiver = company.receive((text) => {
    const now = performance.timeOrigin + performance.now()
    rest += text
    for (const [mark] of rest.matchAll(/probe-[0-9a-f-]{36}/g)) if (!arrived.has(mark)) arrived.set(mark, now)
    rest = rest.slice(-64)
  })
  await delay(1000)
  const sent = await commitProbes()
  await delay(500)
  await receiver.stop()
  return summarizeLatencies([...sent].flatMap(([mark, at]) => lateness(arrived.get(mark), at)))
}

function lateness(seenAt: number | null | undefined, sentAt: number): number[] {
  return seenAt === undefined || seenAt === null ? [] : [Math.max(0, seenAt - sentAt)]
}

async function projectProbes(): Promise<Latencies> {
  const after = await projected()
  const sent = await commitProbes()
  await company.confirmed('vigie', await company.write(perCommit, perCommit))
  await projected()
  const { rows } = await installation.sql.query(
    `select position::text, data #>> '{after,note}' as mark from events where position > $1 and source = 'company' and not synthetic`,
    [after],
  )
  const latencies: number[] = []
  for (const { position, mark } of z.array(storedProbe).parse(rows)) {
    const response = await fetch(`http://127.0.0.1:${installation.port}/v1/events/${position}/stages`)
    const { projectedAt } = eventStagesSchema.parse(await response.json())
    const sentAt = sent.get(mark)
    if (sentAt !== undefined) latencies.push(...lateness(projectedAt, sentAt))
  }
  return summarizeLatencies(latencies)
}

/** Nothing changes in the company's database, while another one on its server writes. */
async function idle(): Promise<void> {
  await installation.sql.query('create database neighbour')
  const at = new URL(installation.databaseUrl)
  at.pathname = '/neighbour'
  const neighbour = new pg.Client({ connectionString: at.href })
  await neighbour.connect()
  await neighbour.query('create table noise (text text)')
  let bytes = 0
  for (const endsAt = performance.now() + idleSeconds * 1000; performance.now() < endsAt; await delay(20)) {
    await neighbour.query(`insert into noise select repeat('x', 1000) from generate_series(1, 100)`)
    bytes += 100_000
  }
  await neighbour.end()
  const kept = await company.keptBytes()
  const megabytes = (value: number) => `${(value / 1e6).toFixed(1)} MB`
  const verdict = kept <= 64e6 ? 'reached' : 'MISSED'
  console.log(
    `  idle for ${idleSeconds} s beside ${megabytes(bytes)} of rows: keeps ${megabytes(kept)}, goal ≤ 64 MB: ${verdict}`,
  )
}
