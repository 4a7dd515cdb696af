import { once } from 'node:events'
import fc from 'fast-check'
import { afterAll, expect, test, vi } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { BusinessTime } from '../runtime/business-time.ts'
import { systemClock } from '../runtime/clock.ts'
import { storedLogs } from '../testing/arbitraries.ts'
import { expectedCounterTables, readCounterTables } from '../testing/counter-tables.ts'
import { testDatabase } from '../testing/database.ts'
import { openLog, silentLogger } from '../testing/log-fixture.ts'
import { interceptStatements } from '../testing/statements.ts'
import { countersProjection } from './counters.ts'
import { rebuild } from './rebuild.ts'
import { ProjectionRunner } from './runner.ts'

/*
 * The counters as the runner keeps them: batches cut by the tail, the checkpoint moved with each. The log grows from one
 * property run to the next, so that each of them goes on from a checkpoint.
 */
const { url } = await testDatabase()
const { pool, log, telemetry, close } = await openLog(url)
afterAll(close)
const time = new BusinessTime('Europe/Paris')
const projection = countersProjection(time)
let stored: StoredEvent[] = []

/** Folds up to the head of the log, in batches of these sizes over and over, and stops. */
async function follow(sizes: readonly number[]): Promise<void> {
  const tail = vi.spyOn(log, 'tail').mockImplementation((after, signal) => smallBatches(after, sizes, signal))
  const runner = new ProjectionRunner({
    pool,
    log,
    projection,
    telemetry,
    clock: systemClock,
    logger: silentLogger,
    minIntervalMs: 0,
  })
  const head = await log.head()
  await runner.start()
  await runner.whenProcessed(head)
  await runner.stop()
  tail.mockRestore()
}

/** Everything behind `after` up to the head, then nothing until the signal aborts. */
async function* smallBatches(
  after: bigint,
  sizes: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<StoredEvent[], void, undefined> {
  let position = after
  for (let turn = 0; !signal.aborted; turn++) {
    const batch = await log.read({ after: position, limit: sizes[turn % sizes.length] ?? 1 })
    position = batch.at(-1)?.position ?? position
    if (batch.length > 0) yield batch
    else if (!signal.aborted) await once(signal, 'abort')
  }
}

/** Of the runner's commits every so many one is done and reported as a broken line. */
function loseAcknowledgements(every: number): () => void {
  let commits = 0
  return interceptStatements(async (text, send) => {
    const result: unknown = await send()
    if (text === 'commit' && ++commits % every === 0) throw new Error('Connection terminated unexpectedly')
    return result
  })
}

/** Puts a log behind the one that is there, with ids and times of its own. */
async function append(events: readonly StoredEvent[]): Promise<void> {
  const before = await log.head()
  const renamed = events.map((event) => ({ ...event, id: `${before}-${event.id}`, position: before + event.position }))
  await log.append(renamed)
  stored = [...stored, ...renamed]
}

const sizes = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 5 })

test('a rebuild gives all tables that going on gave, and both are what a plain count gives', async () => {
  await fc.assert(
    fc.asyncProperty(storedLogs({ maxLength: 260 }), sizes, sizes, async (events, goingOn, again) => {
      await append(events)
      await follow(goingOn)
      const incremental = await readCounterTables(pool)
      await rebuild(pool, projection)
      expect(await readCounterTables(pool)).toEqual({ counts: [], latest: [], activity: [], canaries: [] })
      await follow(again)
      expect(await readCounterTables(pool)).toEqual(incremental)
      expect(incremental).toEqual(expectedCounterTables(stored, time))
    }),
    { numRuns: 6, endOnFailure: true },
  )
})

test('a batch whose commit was done but not acknowledged comes again and changes nothing', async () => {
  const failed = vi.fn()
  const stopListening = telemetry.on('projection.failed', failed)
  await append(fc.sample(storedLogs({ maxLength: 260 }), 1).flat())
  const restore = loseAcknowledgements(3)
  await follow([50])
  restore()
  stopListening()
  expect(failed).toHaveBeenCalled()
  expect(await readCounterTables(pool)).toEqual(expectedCounterTables(stored, time))
  expect((await pool.query('select 1 from set_aside_events')).rowCount).toBe(0)
})
