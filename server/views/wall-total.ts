import type { Pool } from 'pg'
import type { WallTotalRow } from '#contract/views/wall.ts'
import type { BusinessTime } from '../runtime/business-time.ts'
import type { Clock } from '../runtime/clock.ts'
import { momentTable, todayTable } from './source-counts.ts'
import type { View, ViewReading } from './view.ts'

export interface WallOptions {
  pool: Pool
  clock: Clock
  time: BusinessTime
  company: string
}

/** The wall's counter alone: for phones of nobody in particular, which learn of no source and see no event. */
export function wallTotalView({ pool, clock, time, company }: WallOptions): View {
  return {
    name: 'wall-total',
    permission: 'view:wall-total',
    hasParameter: false,
    freshnessTargetSeconds: 1,
    mode: 'push',
    refreshMs: 1000,
    reads: ['counters'],
    async read() {
      const now = clock.now()
      const tables = await readTables(pool, { now, dayStart: time.startOfDay(now) })
      return toReading(tables, { company, day: time.dayName(now), timeZone: time.timeZone })
    },
  }
}

/** What the totals are made of. */
export interface TotalTables {
  position: string
  head: string
  received_today: string
  stored_today: string
}

/** Columns that make {@link TotalTables}, behind `moment` and `today` of source-counts.ts. */
export const totalColumns = `
  coalesce((select position from checkpoints where projection = 'counters'), 0) as position,
  (select position from log_head) as head,
  (select coalesce(sum(count), 0)::int8 from received_counts, moment where bucket >= day_start) as received_today,
  (select coalesce(sum(count), 0)::int8 from today) as stored_today`

interface NewestTables extends TotalTables {
  newest: ViewReading['newest']
}

/** In one statement, as the wall: rows, checkpoint and head belong together. */
async function readTables(pool: Pool, { now, dayStart }: { now: number; dayStart: number }): Promise<NewestTables> {
  const { rows } = await pool.query<NewestTables>({
    name: 'read-wall-total',
    text: `
      with ${momentTable}, ${todayTable}
      select ${totalColumns},
        (select json_build_object(
           'occurredAt', (extract(epoch from occurred_at) * 1000)::int8,
           'receivedAt', (extract(epoch from received_at) * 1000)::int8)
         from latest_events order by position desc limit 1) as newest`,
    values: [now, dayStart],
  })
  if (!rows[0]) throw new Error('the query of the totals answered no row')
  return rows[0]
}

function toReading(tables: NewestTables, day: BusinessDay): ViewReading {
  return { position: BigInt(tables.position), rows: { total: totalRow(tables, day) }, newest: tables.newest }
}

export interface BusinessDay {
  company: string
  /** `YYYY-MM-DD` in the time zone. */
  day: string
  timeZone: string
}

/** Pure: tables to the row that both views have. */
export function totalRow(tables: TotalTables, { company, day, timeZone }: BusinessDay): WallTotalRow {
  const receivedToday = Number(tables.received_today)
  const storedToday = Number(tables.stored_today)
  return {
    kind: 'total',
    day,
    timeZone,
    company,
    receivedToday,
    storedToday,
    inFlight: receivedToday - storedToday,
    storedEver: Number(tables.head),
  }
}
