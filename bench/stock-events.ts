import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { StoredEvent } from '#contract/event.ts'
import { startEmbedded } from '#server/db/embedded.ts'
import { migrate } from '#server/db/migrate.ts'
import { createPool } from '#server/db/pool.ts'
import { transaction } from '#server/db/transaction.ts'
import type { Projection } from '#server/projections/projection.ts'
import { stockProjection } from '#server/projections/stock.ts'
import { transfersProjection } from '#server/projections/transfers.ts'
import { BusinessTime } from '#server/runtime/business-time.ts'
import { systemClock } from '#server/runtime/clock.ts'
import { createLogger } from '#server/runtime/logger.ts'
import { stockView } from '#server/views/stock.ts'
import { cpuSeconds } from './cpu.ts'
import { readOptions } from './options.ts'
import type { Sample } from './rounds.ts'
import { compareInRounds } from './rounds.ts'
import { fillNetwork, ordered, stated } from './stock-network.ts'
import { seededRandom } from './transfer-instances.ts'

/*
 * What the fold of stock costs in a company of 5,000 SKUs in 200 places: levels, orders, and shelves that fall empty where a
 * second one is empty already; then what opening the stock screen costs there against a company of 50 SKUs. Folds and views are
 * the real ones, in this process, on an embedded PostgreSQL. The baseline of levels is one upsert a batch into a table of SKU,
 * place and level, which knows neither order, demand, risk nor alerts.
 */
const large = { skus: 5000, places: 200 }
const small = { skus: 50, places: 200 }
const goals = { eventsPerSecond: 5000, turnMillis: 20 }

const options = readOptions({ rounds: 5, seconds: 4 })
const time = new BusinessTime('Europe/Paris')
const stock = stockProjection(time)
const random = seededRandom(20261128)
const below = (n: number): number => Math.floor(random() * n)

const dataDirectory = await mkdtemp(join(tmpdir(), 'vigie-bench-'))
const postgres = await startEmbedded({ dataDirectory })
const poolOf = (databaseUrl: string) =>
  createPool({ databaseUrl, logger: createLogger('silent'), name: 'bench', max: 2 })
const smallUrl = Object.assign(new URL(postgres.url), { pathname: '/small' }).href
const pools = { large: poolOf(postgres.url), small: poolOf(smallUrl) }

try {
  await prepare()
  await levels()
  await orders()
  await turns()
  await screens()
  const { rss } = process.memoryUsage()
  console.log(`  memory of this process: ${Math.round(rss / 2 ** 20)} MB`)
} finally {
  await Promise.all([pools.large.end(), pools.small.end()])
  await postgres.stop()
  await rm(dataDirectory, { recursive: true, force: true })
}

async function prepare(): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  try {
    await client.query('create database small')
    await Promise.all([migrate(postgres.url), migrate(smallUrl)])
    await fillNetwork(postgres.url, large, time)
    await fillNetwork(smallUrl, small, time)
    await client.query('create table bench_levels (sku text, place text, on_hand float8, primary key (sku, place))')
    await client.query('insert into bench_levels select sku, place, on_hand from stock_levels')
    await client.query('vacuum analyze bench_levels')
    console.log(`  ${large.skus} SKUs in ${large.places} places: ${await megabytesOf(client)} MB of tables`)
  } finally {
    await client.end()
  }
}

async function megabytesOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ megabytes: number }>(
    `select round(sum(pg_total_relation_size(relid)) / 2 ^ 20)::float8 as megabytes from pg_stat_user_tables
     where relname in ('stock_levels', 'stock_movements', 'sales_hours', 'sku_demand', 'products', 'places')`,
  )
  return rows[0]?.megabytes ?? 0
}

function change(): StoredEvent {
  return stated(below(large.skus), below(large.places), 10 + below(50))
}

function order(): StoredEvent {
  return ordered([`SKU-${below(large.skus)}`, `SKU-${below(large.skus)}`], `place-${below(large.places)}`)
}

/** Of things and in a place of which nobody has ever told a level. */
function orderElsewhere(): StoredEvent {
  return ordered([`other-${below(700)}`, `other-${below(311)}`], `door-${below(23)}`)
}

/** Runs batches for a while. @returns what each of their events took. */
async function measure(
  seconds: number,
  perBatch: number,
  run: (batch: StoredEvent[]) => Promise<void>,
  make: () => StoredEvent,
) {
  const cpu = () => ({ own: process.cpuUsage(), postgres: cpuSeconds([postgres.pid]) })
  let [events, spent, own, database] = [0, 0, 0, 0]
  while (spent < seconds * 1000) {
    // Making them is no part of it.
    const batches = Array.from({ length: Math.ceil(500 / perBatch) }, () => Array.from({ length: perBatch }, make))
    const [before, startedAt] = [cpu(), performance.now()]
    for (const batch of batches) await run(batch)
    const { user, system } = process.cpuUsage(before.own)
    spent += performance.now() - startedAt
    own += user + system
    database += (cpuSeconds([postgres.pid]) - before.postgres) * 1e6
    events += batches.length * perBatch
  }
  return {
    eventsPerSecond: (events / spent) * 1000,
    cpuMicrosPerEvent: (own + database) / events,
    serverMicros: own / events,
  }
}

function apply(projection: Projection) {
  return async (batch: StoredEvent[]): Promise<void> => {
    await transaction(pools.large, { durable: false }, (tx) => projection.apply(batch, tx))
  }
}

async function upsert(batch: StoredEvent[]): Promise<void> {
  const rows = new Map(batch.map(({ data }) => [JSON.stringify(data), data]))
  await transaction(pools.large, { durable: false }, (tx) =>
    tx.query({
      name: 'upsert-bench-levels',
      text: `insert into bench_levels select distinct on (sku, store) sku, store, "onHand"
        from json_to_recordset($1) as said (sku text, store text, "onHand" float8)
        on conflict (sku, place) do update set on_hand = excluded.on_hand`,
      values: [JSON.stringify([...rows.values()])],
    }),
  )
}

async function levels(): Promise<void> {
  // So that what is measured is compiled.
  for (let batch = 0; batch < 20; batch++) await apply(stock)(Array.from({ length: 1000 }, change))
  const [verdict] = await compareInRounds({
    rounds: options.rounds,
    baseline: { name: 'upsert', measure: () => measure(options.seconds, 1000, upsert, change) },
    ours: { name: 'stock', measure: () => measure(options.seconds, 1000, apply(stock), change) },
    goals: [
      { measure: 'eventsPerSecond', ratio: 0.1, better: 'higher' },
      { measure: 'cpuMicrosPerEvent', ratio: 10, better: 'lower' },
    ],
  })
  const reached = (verdict?.ours.median ?? 0) >= goals.eventsPerSecond
  console.log(`    goal ≥ ${goals.eventsPerSecond} events/s: ${reached ? 'reached' : 'MISSED'}`)
}

/** 320 orders a batch are 3,200 a second: stock is folded ten times a second at the most. */
async function orders(): Promise<void> {
  const what = { 'of what has levels': order, 'of what has none': orderElsewhere }
  for (const [name, make] of Object.entries(what))
    for (const perBatch of [320, 32, 1]) print(`orders ${name}, ${perBatch} a batch`, await ofOrders(perBatch, make))
  print('the ledger of transfers, 320 levels a batch', await measure(1, 320, apply(transfersProjection), change))
}

async function ofOrders(perBatch: number, make: () => StoredEvent): Promise<Sample> {
  await measure(1, perBatch, apply(stock), make)
  return measure(options.seconds, perBatch, apply(stock), make)
}

function print(name: string, { eventsPerSecond = 0, cpuMicrosPerEvent = 0, serverMicros = 0 }: Sample): void {
  const micros = `${Math.round(cpuMicrosPerEvent)} µs of CPU an event, ${Math.round(serverMicros)} of them in the server`
  console.log(`  ${name}: ${micros}; ${Math.round(eventsPerSecond)} events/s`)
}

/** A shelf falls empty, and is filled again, while others of the SKU are empty, too: demand moves, and so do risks. */
async function turns(): Promise<void> {
  let isEmpty = false
  const turn = (): StoredEvent => {
    isEmpty = !isEmpty
    return stated(7, 1, isEmpty ? 0 : 30)
  }
  await measure(1, 1, apply(stock), turn)
  const { cpuMicrosPerEvent, eventsPerSecond } = await measure(options.seconds, 1, apply(stock), turn)
  const [millis, waited] = [cpuMicrosPerEvent / 1000, 1000 / eventsPerSecond]
  const said = `${millis.toFixed(1)} ms of CPU an event, ${waited.toFixed(1)} ms with the machine's other work`
  console.log(`  a shelf of a SKU in ${large.places} places falls empty, or is filled: ${said}`)
  console.log(`    goal ≤ ${goals.turnMillis} ms: ${millis <= goals.turnMillis ? 'reached' : 'MISSED'}`)
}

async function screens(): Promise<void> {
  const views = {
    large: stockView({ pool: pools.large, clock: systemClock, time }),
    small: stockView({ pool: pools.small, clock: systemClock, time }),
  }
  for (const topic of ['stock', 'stock:SKU-7']) {
    const read = async (company: keyof typeof views) => {
      const [before, startedAt, count] = [cpuSeconds([postgres.pid]), performance.now(), 50]
      const own = process.cpuUsage()
      for (let each = 0; each < count; each++) await views[company].read(topic)
      const { user, system } = process.cpuUsage(own)
      const cpuMillis = ((cpuSeconds([postgres.pid]) - before) * 1000 + (user + system) / 1000) / count
      return { millis: (performance.now() - startedAt) / count, cpuMillis }
    }
    for (const company of ['small', 'large'] as const) await read(company)
    console.log(`  reading ${topic}, of ${small.skus} and of ${large.skus} SKUs`)
    await compareInRounds({
      rounds: options.rounds,
      baseline: { name: `${small.skus} SKUs`, measure: () => read('small') },
      ours: { name: `${large.skus} SKUs`, measure: () => read('large') },
      goals: [{ measure: 'cpuMillis', ratio: 1.3, better: 'lower' }],
    })
  }
}
