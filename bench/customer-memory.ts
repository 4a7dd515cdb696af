import { parseArgs } from 'node:util'
import type { InstallationSize, TrafficDone } from './customer-traffic.ts'
import { CustomerTraffic } from './customer-traffic.ts'
import { fillCustomers, fillTimeline, prepareFilling } from './customer-tables.ts'
import { startInstallation } from './installation.ts'
import { watchMemory } from './memory.ts'

/*
 * Memory of the event server while customers become a million and their entries ten million. One real server, from first to last;
 * between the steps tables are filled behind its back, by SQL, and in each step the same traffic goes on for as long: events
 * of customers drawn by lot come in by the door, their pages are opened and left, read back by a page, and customers are looked for.
 * Before the first step, among a thousand customers, it is warmed up for as long. After each no events come, and the rest is timed
 * alone. `--customers 1000000 --entries 10 --steps 2 --seconds 30`.
 */
const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '1000000' },
    /** Of each customer. */
    entries: { type: 'string', default: '10' },
    steps: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '30' },
    profile: { type: 'string' },
  },
})
const [customers, entries, steps, seconds] = [values.customers, values.entries, values.steps, values.seconds].map(
  Number,
)
const few = 1000
/** What waiting is judged by. */
const quietSeconds = 10
const goals = { ratio: 1.15, openRatio: 1.1, searchMs: 50 }

interface Step extends InstallationSize {
  /** Median while the second half of the traffic went on. */
  rssMegabytes: number
  openMs: number
  searchMs: number
}

if (customers === undefined || entries === undefined || steps === undefined || seconds === undefined)
  throw new Error('a number is missing')
const installation = await startInstallation({ rounds: 1, seconds, profile: values.profile })
const traffic = new CustomerTraffic(installation)
try {
  await prepareFilling(installation.sql)
  const done: Step[] = []
  const sizes = [few, ...Array.from({ length: steps }, (_, index) => Math.round((customers * (index + 1)) / steps))]
  for (const [index, size] of sizes.entries()) {
    await fill((sizes[index - 1] ?? 0) + 1, size, entries)
    if (index === 0) await traffic.run({ customers: size, entries: size * entries }, seconds)
    done.push(await measure({ customers: size, entries: size * entries }, seconds))
  }
  judge(done)
} finally {
  traffic.stop()
  await installation.stop()
}
process.exit()

async function fill(from: number, to: number, entriesEach: number): Promise<void> {
  const startedAt = performance.now()
  await fillCustomers(installation.sql, { from, to })
  await fillTimeline(installation.sql, { from, to, entries: entriesEach })
  await installation.sql.query('vacuum analyze')
  await installation.checkpoint()
  const took = ((performance.now() - startedAt) / 1000).toFixed(0)
  console.log(`  customers ${from} to ${to}, with ${entriesEach} entries each: written in ${took} s`)
}

async function measure(size: InstallationSize, forSeconds: number): Promise<Step> {
  const memory = watchMemory(installation.serverPid)
  const busy = await traffic.run(size, forSeconds)
  const { median, most } = memory.stop()
  const quiet = await traffic.run(size, quietSeconds, false)
  console.log(
    `  ${size.customers} customers, ${size.entries} entries: server ${figure(median)} MB, most ${figure(most)}`,
  )
  console.log(`    ${busy.sent} events, ${figure(busy.sent / forSeconds)}/s; ${waited(busy)}`)
  console.log(`    no events: ${waited(quiet)}`)
  return { ...size, rssMegabytes: median, openMs: quiet.opened.p50Ms, searchMs: quiet.searched.p95Ms }
}

function waited({ opened, paged, searched }: TrafficDone): string {
  const open = `${opened.count} pages opened, p50 ${figure(opened.p50Ms)} ms, p95 ${figure(opened.p95Ms)}`
  const search = `${searched.count} searches, p50 ${figure(searched.p50Ms)}, p95 ${figure(searched.p95Ms)}`
  return `${open}; ${paged.count} read back, p50 ${figure(paged.p50Ms)}; ${search}`
}

function judge(done: readonly Step[]): void {
  const [first, last] = [done[0], done.at(-1)]
  if (!first || !last) throw new Error('nothing was measured')
  const slope = leastSquaresSlope(done.map((step) => ({ x: step.customers / 1e6, y: step.rssMegabytes })))
  const ratio = last.rssMegabytes / first.rssMegabytes
  const verdict = (isReached: boolean) => (isReached ? 'reached' : 'MISSED')
  const memory = `${figure(last.rssMegabytes)} MB against ${figure(first.rssMegabytes)} = ${ratio.toFixed(3)}`
  console.log(`  slope: ${figure(slope)} MB per million customers`)
  console.log(`  memory: ${memory}, goal ≤ ${goals.ratio}: ${verdict(ratio <= goals.ratio)}`)
  const openRatio = last.openMs / first.openMs
  const open = `${figure(last.openMs)} ms against ${figure(first.openMs)} = ${openRatio.toFixed(3)}`
  console.log(`  opening, p50: ${open}, goal ≤ ${goals.openRatio}: ${verdict(openRatio <= goals.openRatio)}`)
  const isFast = last.searchMs <= goals.searchMs
  console.log(`  search, p95: ${figure(last.searchMs)} ms, goal ≤ ${goals.searchMs} ms: ${verdict(isFast)}`)
}

function leastSquaresSlope(points: readonly { x: number; y: number }[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))]
  const together = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0)
  return together / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
}

function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 })
}
