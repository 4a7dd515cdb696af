import { createPool } from '../db/pool.ts'
import { EventLog } from '../log/log.ts'
import { systemClock } from '../runtime/clock.ts'
import { createLogger } from '../runtime/logger.ts'
import { Telemetry } from '../runtime/telemetry.ts'
import type { NewEvent } from '#contract/event.ts'

export const silentLogger = createLogger('silent')

/** A log of its own on the given database, as one server process has it. */
export async function openLog(databaseUrl: string) {
  const pool = createPool({ databaseUrl, logger: silentLogger, name: 'test', max: 4 })
  const telemetry = new Telemetry()
  const log = new EventLog({ appendPool: pool, readPool: pool, telemetry, clock: systemClock, logger: silentLogger })
  await log.start()
  return {
    pool,
    telemetry,
    log,
    async close() {
      await log.stop()
      await pool.end()
    },
  }
}

/** A plain event; give what matters to the test. */
export function newEvent(event: Partial<NewEvent> & Pick<NewEvent, 'id'>): NewEvent {
  const now = Date.now()
  return {
    source: 'shop',
    type: 'order.placed',
    subject: null,
    occurredAt: now,
    receivedAt: now,
    data: {},
    backfill: false,
    synthetic: false,
    clamped: false,
    ...event,
  }
}
