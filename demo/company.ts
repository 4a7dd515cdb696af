import { setTimeout as wait } from 'node:timers/promises'
import { backoffMs } from '#cli/replay/retry.ts'
import { createDay } from './day.ts'
import type { DemoEnv } from './env.ts'
import { readDemoEnv } from './env.ts'
import type { ErpBooks } from './erp/books.ts'
import { readBooks } from './erp/books.ts'
import { connect, ErpWriter } from './erp/writer.ts'
import { liveDays } from './live-days.ts'
import { Outbox } from './outbox.ts'
import { createRandom } from './random.ts'
import { busynessAt } from './rhythm.ts'
import type { Day, Told } from './simulation.ts'
import type { DemoSourceSlug } from './sources.ts'
import { demoSources } from './sources.ts'

/*
 * The demonstration company as a process of its own: an outside world that knows nothing of Vigie but its doors, and
 * writes its ERP's database without knowing who reads there. Started with VIGIE_DEMO_URL, VIGIE_DEMO_SOURCES,
 * VIGIE_DEMO_ERP and perhaps VIGIE_DEMO_RATE (see env.ts). It ends at once on SIGTERM,
 * SIGINT, or when the process that started it goes away (IPC).
 */

const maxQueued = 5000
/** The mailing house sends what gathered; all others send at once. */
const gatherMs: Partial<Record<DemoSourceSlug, number>> = { mailing: 8000 }

function say(message: string): void {
  process.stderr.write(`demo: ${message}\n`)
}

function openOutboxes({ url, keys }: DemoEnv, signal: AbortSignal): Map<DemoSourceSlug, Outbox> {
  return new Map(
    demoSources.map(({ slug }) => {
      const door = { url, source: slug, key: keys[slug] }
      return [slug, new Outbox({ door, maxQueued, gatherMs: gatherMs[slug] ?? 0, signal, say })]
    }),
  )
}

interface Systems {
  outboxes: ReadonlyMap<DemoSourceSlug, Outbox>
  erp: ErpWriter
}

function tell(told: Told, { outboxes, erp }: Systems): void {
  if ('booking' in told) erp.put(told)
  else outboxes.get(told.source)?.put(told)
}

/** The ERP may be a moment behind whoever started this. */
async function openBooks(erpUrl: string, signal: AbortSignal): Promise<ErpBooks> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const client = await connect(erpUrl)
      try {
        return await readBooks(client)
      } finally {
        await client.end()
      }
    } catch (error) {
      if (attempt === 0) say(`the ERP cannot be read, trying again: ${error instanceof Error ? error.message : ''}`)
      await wait(backoffMs({ firstMs: 200, maxMs: 5000 }, { attempt, random: Math.random() }), undefined, { signal })
    }
  }
}

function describeCounts({ outboxes, erp }: Systems): string {
  const all = [...outboxes.values()]
  const sum = (read: (outbox: Outbox) => number): number => all.reduce((total, outbox) => total + read(outbox), 0)
  const [accepted, refused] = [sum(({ counts }) => counts.accepted), sum(({ counts }) => counts.refused)]
  const [dropped, unsent] = [sum(({ counts }) => counts.dropped), sum(({ queued }) => queued)]
  const { counts, queued } = erp
  return (
    `${accepted} events accepted, ${refused} refused, ${dropped} dropped, ${unsent} not sent any more; ` +
    `${counts.booked} bookings in the ERP, ${counts.refused} refused, ${counts.dropped} dropped, ${queued} not booked any more`
  )
}

/** @throws when the signal aborts before the books are open. */
async function beginDay(env: DemoEnv, { erp }: Systems, signal: AbortSignal): Promise<Day> {
  // What was told before is in the books as well.
  await erp.idle()
  const books = await openBooks(env.erpUrl, signal)
  const startsAt = Date.now()
  return createDay({
    random: createRandom(startsAt >>> 0),
    startsAt,
    run: `${startsAt.toString(36)}${process.pid.toString(36)}`,
    busynessAt: (at: number) => busynessAt(at) * env.rate,
    rate: env.rate,
    books,
  })
}

async function main(): Promise<void> {
  const env = readDemoEnv(process.env)
  const stop = new AbortController()
  const end = (): void => stop.abort()
  process.once('SIGTERM', end).once('SIGINT', end).once('disconnect', end)
  const { signal } = stop
  const systems = {
    outboxes: openOutboxes(env, signal),
    erp: new ErpWriter({ url: env.erpUrl, maxQueued, signal, say }),
  }
  await liveDays({
    begin: () => beginDay(env, systems, signal),
    tell: (told) => tell(told, systems),
    now: Date.now,
    wait: (ms) => wait(ms, undefined, { signal }).catch(() => undefined),
    signal,
  }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
  await systems.erp.close()
  say(describeCounts(systems))
  if (process.connected) process.disconnect()
}

await main()
