import { callOutcomeSchema } from '#contract/arrivals.ts'
import type { StoredEvent } from '#contract/event.ts'
import type { ArrivalRecord } from './arrivals/fold-arrivals.ts'
import { arrivalEvents, foldArrivals } from './arrivals/fold-arrivals.ts'
import type { Projection, Tx } from './projection.ts'
import { ms, tableWriter } from './table-writer.ts'

/** New accounts, and who takes care of each. @param keysOf as of the timeline. */
export function arrivalsProjection(keysOf: (event: StoredEvent) => readonly string[]): Projection {
  return {
    name: 'arrivals',
    consumes: arrivalEvents,
    readsByIndex: true,
    async apply(events, tx) {
      const keyed = events.flatMap((event) =>
        event.synthetic
          ? []
          : keysOf(event)
              .slice(0, 1)
              .map((key) => ({ event, key })),
      )
      if (keyed.length === 0) return []
      const arrivals = await readArrivals(tx, [...new Set(keyed.map(({ key }) => key))])
      const changed = [...foldArrivals(arrivals, keyed)].flatMap((key) => arrivals.get(key) ?? [])
      await writeArrivals(tx, changed)
      return changed.length === 0 ? [] : ['customers']
    },
    async reset(tx) {
      await tx.query('truncate arrivals')
    },
  }
}

interface ArrivalTableRow {
  key: string
  source: string
  created_at: number
  position: string
  name: string | null
  phone: string | null
  email: string | null
  channel: string | null
  turn: number
  taken_by_id: string | null
  taken_by: string | null
  taken_at: number | null
  outcome: string | null
  note: string | null
  called_at: number | null
}

/** @returns those that were opened under one of these keys. */
export async function readArrivals(tx: Tx, keys: readonly string[]): Promise<Map<string, ArrivalRecord>> {
  const { rows } = await tx.query<ArrivalTableRow>({
    name: 'read-arrivals',
    text: `
      select key, source, ${ms('created_at')}, position, name, phone, email, channel, turn, taken_by_id, taken_by,
        ${ms('taken_at')}, outcome, note, ${ms('called_at')}
      from arrivals where key = any($1::uuid[])`,
    values: [keys],
  })
  return new Map(rows.map((row) => [row.key, toRecord(row)]))
}

function toRecord(row: ArrivalTableRow): ArrivalRecord {
  const by = row.taken_by_id
  return {
    key: row.key,
    source: row.source,
    createdAt: row.created_at,
    position: BigInt(row.position),
    name: row.name,
    phone: row.phone,
    email: row.email,
    channel: row.channel,
    turn: row.turn,
    takenBy: by === null ? null : { id: by, name: row.taken_by ?? by },
    takenAt: row.taken_at,
    outcome: row.outcome === null ? null : callOutcomeSchema.parse(row.outcome),
    note: row.note,
    calledAt: row.called_at,
  }
}

const writeArrivals = tableWriter<ArrivalRecord>({
  name: 'arrivals',
  key: ['key'],
  columns: {
    key: ['uuid', ({ key }) => key],
    source: ['text', ({ source }) => source],
    created_at: ['time', ({ createdAt }) => createdAt],
    position: ['int8', ({ position }) => position],
    name: ['text', ({ name }) => name],
    phone: ['text', ({ phone }) => phone],
    email: ['text', ({ email }) => email],
    channel: ['text', ({ channel }) => channel],
    turn: ['int4', ({ turn }) => turn],
    taken_by_id: ['text', ({ takenBy }) => takenBy?.id],
    taken_by: ['text', ({ takenBy }) => takenBy?.name],
    taken_at: ['time', ({ takenAt }) => takenAt],
    outcome: ['text', ({ outcome }) => outcome],
    note: ['text', ({ note }) => note],
    called_at: ['time', ({ calledAt }) => calledAt],
  },
})
