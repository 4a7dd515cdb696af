import type { Pool } from 'pg'
import type { MeetingRow } from '#contract/views/meetings.ts'
import type { BusinessTime } from '../runtime/business-time.ts'
import type { Clock } from '../runtime/clock.ts'
import { epochMs } from './stock-tables.ts'
import type { View, ViewReading } from './view.ts'

/** Whom an attendee is may change without a word about the meeting, and days end. */
const refreshMs = 3000
const hourMs = 3_600_000
const peopleShown = 3

interface MeetingsOptions {
  pool: Pool
  clock: Clock
  time: BusinessTime
}

/** The meetings of today and tomorrow. */
export function meetingsView({ pool, clock, time }: MeetingsOptions): View {
  return {
    name: 'meetings',
    permission: 'view:meetings',
    hasParameter: false,
    freshnessTargetSeconds: 5,
    mode: 'push',
    refreshMs,
    reads: ['meetings', 'identity'],
    async read() {
      const from = time.startOfDay(clock.now())
      // Days have 23 to 25 hours.
      const tomorrow = time.startOfDay(from + 30 * hourMs)
      return toReading(await readMeetings(pool, { from, to: time.startOfDay(tomorrow + 30 * hourMs) }))
    },
  }
}

interface MeetingsTables {
  position: string
  newest: ViewReading['newest']
  meetings: MeetingRow[] | null
}

async function readMeetings(pool: Pool, { from, to }: { from: number; to: number }): Promise<MeetingsTables> {
  const { rows } = await pool.query<MeetingsTables>({
    name: 'read-meetings-view',
    text: `
      with folded as (
        select coalesce(min(position), 0) as position from checkpoints where projection in ('meetings', 'identity')
      ), shown as (
        select * from meetings
        where starts_at < to_timestamp($2::float8 / 1000) and ends_at >= to_timestamp($1::float8 / 1000) and not cancelled
          and (starts_at >= to_timestamp($1::float8 / 1000) or not all_day)
      )
      select folded.position,
        (select json_build_object('occurredAt', ${epochMs('occurred_at')}, 'receivedAt', ${epochMs('received_at')})
         from events where events.position = folded.position) as newest,
        (select json_agg(json_build_object('id', id, 'title', title, 'location', location,
           'startsAt', ${epochMs('starts_at')}, 'endsAt', ${epochMs('ends_at')}, 'allDay', all_day, 'source', source,
           'company', who.company, 'people', coalesce(who.people[1:${peopleShown}], '{}'), 'count', coalesce(who.count, 0)))
         from shown left join lateral (
           select array_agg(coalesce(customers.name, person ->> 'name', person ->> 'email', '') order by place) as people,
             count(*)::int as count,
             (array_agg(customers.company order by customers.company is null, place))[1] as company
           from json_array_elements(shown.people) with ordinality as listed (person, place)
             left join customer_keys on key_id = (person ->> 'key')::uuid
             left join customers on customers.id = customer_id
           where person ->> 'isTeam' = 'false'
         ) who on true) as meetings
      from folded`,
    values: [from, to],
  })
  if (!rows[0]) throw new Error('the query of meetings answered no row')
  return rows[0]
}

function toReading({ position, newest, meetings }: MeetingsTables): ViewReading {
  const rows = (meetings ?? []).map((meeting) => [`meeting:${meeting.id}`, meeting] as const)
  return { position: BigInt(position), rows: Object.fromEntries(rows), newest }
}
