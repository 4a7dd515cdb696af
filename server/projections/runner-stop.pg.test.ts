import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../runtime/clock.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog, silentLogger } from '../testing/log-fixture.ts'
import { interceptStatements } from '../testing/statements.ts'
import { readCheckpoint } from './checkpoint.ts'
import type { Projection } from './projection.ts'
import { ProjectionRunner } from './runner.ts'

/*
 * A loop ends when it is told to, whatever it is doing. Its pauses are made as long as a test run, so that one that is
 * not interrupted is a test that times out.
 */
const endless = 3_600_000

const { url } = await testDatabase()
const { pool, log, telemetry, close } = await openLog(url)
afterAll(close)

beforeAll(async () => {
  await pool.query('create table sums (projection text, id text, primary key (projection, id))')
  for (let flush = 0; flush < 3; flush++) {
    await log.append(Array.from({ length: 20 }, (_, index) => newEvent({ id: `${flush}-${index}` })))
  }
})

function sums(name: string, before: () => Promise<void> = async () => undefined): Projection {
  return {
    name,
    consumes: 'all',
    async apply(events, tx) {
      await before()
      await tx.query('insert into sums select $1, unnest($2::text[])', [name, events.map(({ id }) => id)])
      return []
    },
    async reset() {},
  }
}

function runnerOf(projection: Projection, options: { minIntervalMs?: number } = {}): ProjectionRunner {
  return new ProjectionRunner({
    pool,
    log,
    projection,
    telemetry,
    clock: systemClock,
    logger: silentLogger,
    waitMs: () => endless,
    ...options,
  })
}

async function counted(name: string): Promise<bigint> {
  const { rows } = await pool.query<{ count: string }>('select count(*) from sums where projection = $1', [name])
  return BigInt(rows[0]?.count ?? -1)
}

/** Calls `act` just before the statement with this number, from now on, is sent to PostgreSQL. */
function atStatement(number: number, act: () => void): { reached: Promise<void>; restore: () => void } {
  const { promise: reached, resolve } = Promise.withResolvers<void>()
  let sent = 0
  const restore = interceptStatements((_text, send) => {
    if (++sent === number) {
      act()
      resolve()
    }
    return send()
  })
  return { reached, restore }
}

describe('stop', () => {
  test('at each statement that a runner sends ends it, between two batches', async () => {
    // To make the checkpoint, to read it twice, and five for the transaction of the batch; then to look for more events.
    for (let number = 1; number <= 9; number++) {
      const name = `at_${number}`
      const runner = runnerOf(sums(name))
      let stopping: Promise<void> | undefined
      const statements = atStatement(number, () => {
        stopping = runner.stop()
      })
      await runner.start()
      await statements.reached
      await stopping
      statements.restore()
      expect(await counted(name)).toBe(await readCheckpoint(pool, name))

      const next = runnerOf(sums(name))
      await next.start()
      await next.whenProcessed(await log.head())
      await next.stop()
      expect(await counted(name)).toBe(await log.head())
    }
  })

  test('before start has finished keeps the loop from beginning', async () => {
    const apply = vi.fn(async () => undefined)
    const runner = runnerOf(sums('at_once', apply))
    const starting = runner.start()
    await runner.stop()
    await starting
    const other = runnerOf(sums('other'))
    await other.start()
    await other.whenProcessed(await log.head())
    await other.stop()
    expect(apply).not.toHaveBeenCalled()
  })

  test('while it waits to try again ends it at once', async () => {
    const failed = telemetry.once('projection.failed', ({ projection }) => projection === 'failing')
    const away = Object.assign(new Error('the database is away'), { code: 'ECONNREFUSED' })
    const runner = runnerOf(sums('failing', () => Promise.reject(away)))
    await runner.start()
    expect((await failed).retryMs).toBe(endless)
    await runner.stop()
  })

  test('while it rests between two batches ends it at once', async () => {
    const runner = runnerOf(sums('resting'), { minIntervalMs: endless })
    await runner.start()
    await runner.whenProcessed(await log.head())
    await runner.stop()
  })

  test('while it waits for events ends it at once, and stopping twice is the same', async () => {
    const runner = runnerOf(sums('idle'))
    await runner.start()
    await runner.whenProcessed(await log.head())
    await new Promise(setImmediate)
    await runner.stop()
    await runner.stop()
  })

  test('while it applies waits for the batch, and its changes are kept', async () => {
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const runner = runnerOf(
      sums('applying', () => {
        enter()
        return released
      }),
    )
    await runner.start()
    await entered
    const stopping = runner.stop()
    release()
    await stopping
    expect(await counted('applying')).toBeGreaterThan(0n)
    expect(await counted('applying')).toBe(await readCheckpoint(pool, 'applying'))
  })
})
