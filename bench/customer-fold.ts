import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NewEvent, StoredEvent } from '#contract/event.ts'
import { defaultInterest } from '#contract/interest.ts'
import { startEmbedded } from '#server/db/embedded.ts'
import { migrate } from '#server/db/migrate.ts'
import { foldTransaction } from '#server/projections/fold-transaction.ts'
import type { Projection } from '#server/projections/projection.ts'
import { readIdentityRules } from '#server/projections/identity/read-rules.ts'
import { allProjections } from '#server/projections/registry.ts'
import { BusinessTime } from '#server/runtime/business-time.ts'
import { openLog } from '#server/testing/log-fixture.ts'
import { cpuSeconds } from './cpu.ts'
import { readOptions } from './options.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds } from './rounds.ts'
import { visitEvents } from './visit-events.ts'

/*
 * What it costs to know customers: events of a shop folded into identity, timeline and new accounts, in batches of 1000, against
 * appending the same events to the log. CPU is that of this process and of PostgreSQL together.
 */
const batchSize = 1000
const names = ['identity', 'timeline', 'arrivals']

const { rounds, seconds } = readOptions({ rounds: 5, seconds: 4 })
/** What 10,000 events a second would be. */
const count = Math.ceil(seconds * 10_000)

const dataDirectory = await mkdtemp(join(tmpdir(), 'vigie-bench-'))
const postgres = await startEmbedded({ dataDirectory })
await migrate(postgres.url)
const { pool, log, close } = await openLog(postgres.url)
const projections = allProjections(
  new BusinessTime('Europe/Paris'),
  await readIdentityRules(pool, 'Europe/Paris'),
  defaultInterest,
).filter(({ name }) => names.includes(name))
const spent = new Map<string, number>(projections.map(({ name }) => [name, 0]))
let position = 0n

try {
  await compareInRounds({
    rounds,
    baseline: { name: 'append', measure: (round) => measure(take(2 * round), append) },
    ours: { name: 'customers', measure: (round) => measure(take(2 * round + 1), fold) },
    goals: [
      { measure: 'cpuMicrosPerEvent', ratio: 2.5, better: 'lower' },
      { measure: 'eventsPerSecond', ratio: 0.4, better: 'higher' },
    ],
  })
  for (const [name, ms] of spent)
    console.log(`  ${name}: ${((1000 * ms) / (rounds * count)).toFixed(1)} µs of waiting per event`)
} finally {
  await close()
  await postgres.stop()
  await rm(dataDirectory, { recursive: true, force: true })
}
process.exit()

function take(seed: number): NewEvent[] {
  return visitEvents(seed + 1)
    .take(count)
    .toArray()
}

async function measure(events: NewEvent[], work: (batch: NewEvent[]) => Promise<void>): Promise<Sample> {
  const cpu = () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6 + cpuSeconds([postgres.pid])
  const [startedAt, cpuBefore] = [performance.now(), cpu()]
  for (let from = 0; from < events.length; from += batchSize) await work(events.slice(from, from + batchSize))
  const elapsedSeconds = (performance.now() - startedAt) / 1000
  const cpuMicrosPerEvent = ((cpu() - cpuBefore) * 1e6) / events.length
  return { eventsPerSecond: events.length / elapsedSeconds, cpuMicrosPerEvent }
}

async function append(batch: NewEvent[]): Promise<void> {
  await log.append(batch)
}

async function fold(batch: NewEvent[]): Promise<void> {
  const stored = batch.map((event): StoredEvent => ({ ...event, position: (position += 1n) }))
  for (const projection of projections) {
    const startedAt = performance.now()
    await apply(projection, stored)
    spent.set(projection.name, (spent.get(projection.name) ?? 0) + performance.now() - startedAt)
  }
}

function apply(projection: Projection, events: readonly StoredEvent[]): Promise<readonly string[]> {
  const wanted = events.filter(({ type }) => projection.consumes === 'all' || projection.consumes.includes(type))
  return foldTransaction(pool, projection, (tx) => projection.apply(wanted, tx))
}
