import type { Pool } from 'pg'
import type { TimelineEntry } from '#contract/timeline.ts'
import { isTrouble } from '#contract/timeline.ts'
import type { ArrivalRow, NewCustomersRow } from '#contract/views/customers.ts'
import { arrivalsShown, newForMs, takenShown } from '#contract/views/customers.ts'
import type { Clock } from '../runtime/clock.ts'
import { entriesJson } from './customer-tables.ts'
import { epochMs } from './stock-tables.ts'
import type { View, ViewReading } from './view.ts'

/** What they do on the site touches nothing here. */
const refreshMs = 2000
/** Entries of each that are looked at, */
const lookedAt = 15
/** and shown. */
const didShown = 4
const troubleShown = 2

/** `customers:new`: accounts as they are opened, what they did before, and who takes care of them. */
export function customersView({ pool, clock }: { pool: Pool; clock: Clock }): View {
  return {
    name: 'customers',
    permission: 'view:customers',
    hasParameter: true,
    freshnessTargetSeconds: 5,
    mode: 'push',
    refreshMs,
    reads: ['arrivals', 'timeline', 'identity'],
    async read(topic) {
      return topic === 'customers:new' ? toReading(await readNew(pool, clock.now() - newForMs)) : null
    },
  }
}

type ArrivalTables = Omit<ArrivalRow, 'did' | 'trouble'> & { entries: TimelineEntry[] | null }

interface NewTables {
  position: string
  newest: ViewReading['newest']
  waiting: number
  arrivals: ArrivalTables[] | null
}

async function readNew(pool: Pool, since: number): Promise<NewTables> {
  const { rows } = await pool.query<NewTables>({
    name: 'read-new-customers',
    text: `
      with folded as (
        select coalesce(min(position), 0) as position from checkpoints where projection = any('{arrivals,timeline,identity}')),
      recent as (select *, ${standing} as standing from arrivals where created_at > to_timestamp($1::float8 / 1000)),
      placed as (
        select *, row_number() over (partition by standing order by created_at desc, key) as place from recent)
      select folded.position,
        (select json_build_object('occurredAt', ${epochMs('occurred_at')}, 'receivedAt', ${epochMs('received_at')})
         from events where events.position = folded.position) as newest,
        (select count(*)::int from recent where standing = 'waiting') as waiting,
        (select json_agg(json_build_object(
           'kind', 'arrival', 'id', arrival.key, 'name', arrival.name, 'phone', phone, 'email', email,
           'channel', channel, 'source', arrival.source, 'at', ${epochMs('arrival.created_at')},
           'takenBy', case when taken_by_id is not null then json_build_object('id', taken_by_id, 'name', taken_by) end,
           'takenAt', ${epochMs('taken_at')}, 'outcome', outcome, 'note', note, 'calledAt', ${epochMs('called_at')},
           'entries', entries))
         from (select * from placed
               where place <= case standing when 'taken' then ${takenShown} else ${arrivalsShown} end) arrival
         cross join lateral (${newestOfArrival}) done) as arrivals
      from folded`,
    values: [since],
  })
  if (!rows[0]) throw new Error('the query of new customers answered no row')
  return rows[0]
}

const standing = `
  case when outcome in ('reached', 'wrong-number') then 'done' when taken_by_id is null then 'waiting' else 'taken' end`

/** What somebody did under any key, so also before the account was opened. */
const newestOfArrival = `
  select ${entriesJson} as entries
  from (
    select newest.* from (
      select key_id from customer_keys
      where customer_id = (select customer_id from customer_keys where key_id = arrival.key)
      union select arrival.key
    ) known cross join lateral (
      select key, type, source, occurred_at, position, facts from timeline_entries
      where key = known.key_id order by occurred_at desc, position desc limit ${lookedAt}
    ) newest order by occurred_at desc, position desc limit ${lookedAt}
  ) shown`

function toReading({ position, newest, waiting, arrivals }: NewTables): ViewReading {
  const rows: Record<string, NewCustomersRow> = { waiting: { kind: 'waiting', count: waiting } }
  for (const arrival of arrivals ?? []) rows[`arrival:${arrival.id}`] = toRow(arrival)
  return { position: BigInt(position), rows, newest }
}

function toRow({ entries, ...arrival }: ArrivalTables): ArrivalRow {
  const all = entries ?? []
  const trouble = all.filter(({ type }) => isTrouble(type)).slice(0, troubleShown)
  const did = all.filter(({ type }) => !isTrouble(type) && !type.startsWith('customer.')).slice(0, didShown)
  return { ...arrival, did, trouble }
}
