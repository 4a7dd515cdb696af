import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { StoredEvent } from '#contract/event.ts'
import { startEmbedded } from '#server/db/embedded.ts'
import { migrate } from '#server/db/migrate.ts'
import { createPool } from '#server/db/pool.ts'
import { transaction } from '#server/db/transaction.ts'
import { tryRule } from '#server/projections/rule-trial/try-rule.ts'
import { stockProjection } from '#server/projections/stock.ts'
import { BusinessTime } from '#server/runtime/business-time.ts'
import { createLogger } from '#server/runtime/logger.ts'
import { seededRandom } from './transfer-instances.ts'

/*
 * How long it takes to try a rule of stock on the last 30 days of 5,000 levels, and for how long at a time it keeps the process
 * from everything else. 500 SKUs in 10 places each live 60 days first, folded as any log is: about one sale a day, and a delivery
 * when a shelf has run low. The argument is the number of SKUs.
 */
const skus = Number(process.argv[2] ?? 500)
const places = 10
const days = 60
const goal = { cpuSeconds: 20 }
const hourMs = 3_600_000
const now = Math.floor(Date.now() / hourMs) * hourMs
const time = new BusinessTime('Europe/Paris')
const logger = createLogger('silent')

await using stack = new AsyncDisposableStack()
const dataDirectory = await mkdtemp(join(tmpdir(), 'vigie-bench-'))
stack.defer(() => rm(dataDirectory, { recursive: true, force: true }))
const postgres = await startEmbedded({ dataDirectory })
stack.defer(() => postgres.stop())
await migrate(postgres.url)
const pool = createPool({ databaseUrl: postgres.url, logger, name: 'bench', max: 4 })
stack.defer(() => pool.end())

const events = lived()
console.log(`  folding ${events.length} events of ${skus * places} levels`)
const projection = stockProjection(time)
for (let next = 0; next < events.length; next += 5000)
  await transaction(pool, { durable: false }, (tx) => projection.apply(events.slice(next, next + 5000), tx))
await pool.query('vacuum analyze')

const rule = { scope: 'all', value: '' } as const
const values = { opensAt: 0.5, closesBelow: 0.3, leadTimeHours: 72, keptShare: null }
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
const [begun, cpuBegun] = [performance.now(), process.cpuUsage()]
const trial = await tryRule({ rule, values }, { pool, time, now, maxMs: Infinity })
const { user, system } = process.cpuUsage(cpuBegun)
delay.disable()
const seconds = (performance.now() - begun) / 1000
const cpuSeconds = (user + system) / 1e6
console.log(`  ${trial.levels} levels: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} CPU s`)
console.log(`    goal: ≤ ${goal.cpuSeconds} CPU s: ${cpuSeconds <= goal.cpuSeconds ? 'reached' : 'MISSED'}`)
const longest = delay.max / 1e6
console.log(
  `  keeps others waiting: p99 ${(delay.percentile(99) / 1e6).toFixed(0)} ms, at most ${longest.toFixed(0)} ms`,
)
const { proposed, inForce } = trial
console.log(`  in force ${JSON.stringify(inForce)}\n  proposed ${JSON.stringify(proposed)}`)

const bounded = performance.now()
const part = await tryRule({ rule, values }, { pool, time, now, maxMs: 10_000 })
console.log(`  in ten seconds: ${part.levels} of ${part.ofLevels} levels, after ${seconds10(bounded)} s`)

function seconds10(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1)
}

function lived(): StoredEvent[] {
  const random = seededRandom(20261127)
  const said: { at: number; type: string; data: object }[] = []
  for (let sku = 0; sku < skus; sku++)
    for (let place = 0; place < places; place++) {
      const shelf = { sku: `sku-${sku}`, storeId: `place-${place}` }
      const perDay = 0.2 + 1.6 * random()
      let onHand = Math.ceil(perDay * 10)
      let at = now - days * 24 * hourMs + Math.floor(random() * hourMs)
      said.push({ at, type: 'stock.changed', data: { ...shelf, onHand } })
      for (;;) {
        at += Math.ceil((-Math.log(1 - random()) / perDay) * 24 * hourMs)
        if (at >= now) break
        if (onHand <= perDay && random() < 0.7) onHand += Math.ceil(perDay * 10)
        else if (onHand > 0) {
          onHand -= 1
          const line = { sku: shelf.sku, quantity: 1 }
          said.push({
            at,
            type: 'order.placed',
            data: { orderId: `o${said.length}`, storeId: shelf.storeId, lines: [line] },
          })
        }
        said.push({ at, type: 'stock.changed', data: { ...shelf, onHand } })
      }
    }
  return said
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, type, data }, index) => ({
      position: BigInt(index + 1),
      id: String(index + 1),
      source: 'erp',
      type,
      subject: null,
      occurredAt: at,
      receivedAt: at,
      data,
      backfill: false,
      synthetic: false,
      clamped: false,
    }))
}
