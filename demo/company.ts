import { setTimeout as wait } from 'node:timers/promises'
import { createDay } from './day.ts'
import type { DemoEnv } from './env.ts'
import { readDemoEnv } from './env.ts'
import { Outbox } from './outbox.ts'
import { createRandom } from './random.ts'
import { busynessAt } from './rhythm.ts'
import type { DayOptions } from './simulation.ts'
import { nextEvents } from './simulation.ts'
import type { DemoSourceSlug } from './sources.ts'
import { demoSources } from './sources.ts'

/*
 * The demonstration company as a process of its own: an outside world that knows nothing of Vigie but its doors.
 * Started with VIGIE_DEMO_URL, VIGIE_DEMO_SOURCES and perhaps VIGIE_DEMO_RATE (see env.ts). It ends at once on SIGTERM,
 * SIGINT, or when the process that started it goes away (IPC).
 */

const maxQueued = 5000
/** A machine that slept, or was too busy, goes on from now; it does not make up for lost time. */
const maxLagMs = 2000
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

/** Lives the day in real time until the signal aborts. */
async function live(
  options: DayOptions,
  outboxes: ReadonlyMap<DemoSourceSlug, Outbox>,
  signal: AbortSignal,
): Promise<void> {
  const day = createDay(options)
  let shiftMs = 0
  while (!signal.aborted) {
    const aheadMs = day.agenda.nextAt + shiftMs - Date.now()
    if (aheadMs < -maxLagMs) shiftMs -= aheadMs
    if (aheadMs >= 1) await wait(Math.min(aheadMs, 60_000), undefined, { signal }).catch(() => undefined)
    else for (const event of nextEvents(day)) outboxes.get(event.source)?.put({ ...event, at: event.at + shiftMs })
  }
}

function describeCounts(outboxes: ReadonlyMap<DemoSourceSlug, Outbox>): string {
  const all = [...outboxes.values()]
  const sum = (read: (outbox: Outbox) => number): number => all.reduce((total, outbox) => total + read(outbox), 0)
  const [accepted, refused] = [sum(({ counts }) => counts.accepted), sum(({ counts }) => counts.refused)]
  const [dropped, unsent] = [sum(({ counts }) => counts.dropped), sum(({ queued }) => queued)]
  return `${accepted} events accepted, ${refused} refused, ${dropped} dropped, ${unsent} not sent any more`
}

async function main(): Promise<void> {
  const env = readDemoEnv(process.env)
  const stop = new AbortController()
  const end = (): void => stop.abort()
  process.once('SIGTERM', end).once('SIGINT', end).once('disconnect', end)
  const seed = Date.now() >>> 0
  const outboxes = openOutboxes(env, stop.signal)
  const options = {
    random: createRandom(seed),
    startsAt: Date.now(),
    run: `${Date.now().toString(36)}${process.pid.toString(36)}`,
    busynessAt: (at: number) => busynessAt(at) * env.rate,
  }
  await live(options, outboxes, stop.signal)
  say(describeCounts(outboxes))
  if (process.connected) process.disconnect()
}

await main()
