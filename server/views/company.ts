import type { Pool } from 'pg'
import { customerIdSchema } from '#contract/customer-key.ts'
import type { CompanyHeadRow, CompanyRow, PersonRow } from '#contract/views/company.ts'
import { peopleShown } from '#contract/views/company.ts'
import { defaultInterest } from '#contract/interest.ts'
import { addressOfCustomer, companyOfMost } from '../projections/identity/company-name.ts'
import { interestOf } from '../projections/timeline/interest-settings.ts'
import type { ReadActivity } from '../projections/timeline/merge-activity.ts'
import { mergeInterest, newestOf } from '../projections/timeline/merge-activity.ts'
import { termsShown, toInterestRow } from './customer.ts'
import { activityJson, openTicketCount, orderTotals } from './customer-tables.ts'
import { epochMs } from './stock-tables.ts'
import type { View, ViewReading } from './view.ts'

const prefix = 'company:'

/** What its people do touches their own topics. */
const refreshMs = 2000

/** One company: its people, who of them is on the site, and how interested they are together. */
export function companyView({ pool }: { pool: Pool }): View {
  return {
    name: 'company',
    permission: 'view:company',
    hasParameter: true,
    freshnessTargetSeconds: 5,
    mode: 'push',
    refreshMs,
    reads: ['timeline', 'identity'],
    async read(topic) {
      const id = customerIdSchema.safeParse(topic.slice(prefix.length)).data
      return id === undefined ? null : toReading(id, await readCompany(pool, id))
    },
  }
}

interface PersonTables extends Pick<PersonRow, 'id' | 'name' | 'address' | 'key' | 'value' | 'isProspect'> {
  activity: ReadActivity[] | null
}

interface CompanyTables {
  position: string
  newest: ViewReading['newest']
  settings: unknown
  name: string | null
  count: number
  totals: Pick<CompanyHeadRow, 'orders' | 'ordersMinor' | 'currency'>
  openTickets: number
  people: PersonTables[] | null
  /** Of everybody there, not only of those who are shown. */
  interest: ReadActivity
}

/** A weight of `at`, epoch ms, as it is at the newest moment; what has halved 200 times is nothing, to PostgreSQL's numbers too. */
const leftOf = (sum: string, at: string) =>
  `${sum} * power(2, greatest(-200, (${at} - newest.at) / newest.half_life_ms))`

/** What all of its people have done together, as of one key; see `ReadActivity`. */
const interestOfAll = `
  select json_build_object('sum', coalesce(sum(${leftOf('interest', 'activity.at')}), 0), 'at', coalesce(max(newest.at), 0),
    'seen', null, 'terms', coalesce((
      select json_agg(json_build_array(rule, about, sum, at, count, last_at)) from (
        select term ->> 0 as rule, term ->> 1 as about,
          sum(${leftOf('(term ->> 2)::float8', '(term ->> 3)::float8')}) as sum, newest.at,
          sum((term ->> 4)::float8) as count, max((term ->> 5)::float8) as last_at
        from activity cross join newest cross join lateral json_array_elements(terms) as term
        group by 1, 2, newest.at order by 3 desc limit ${termsShown}) as terms), '[]'))
  from activity cross join newest`

async function readCompany(pool: Pool, id: string): Promise<CompanyTables> {
  const { rows } = await pool.query<CompanyTables>({
    name: 'read-company',
    text: `
      with folded as (
        select coalesce(min(position), 0) as position from checkpoints where projection in ('timeline', 'identity')
      ), people as materialized (
        select id, name, ${addressOfCustomer} as address, company, kind, value, first_order_at from customers where company_id = $1
      ), keys as materialized (
        select key_id as key, customer_id from customer_keys where customer_id in (select id from people)
      ), activity as materialized (
        select interest, ${epochMs('interest_at')} as at, terms from keys join key_activity using (key) where interest > 0
      ), newest as materialized (
        select max(at)::float8 as at, 3600000 * coalesce(
          (select (value ->> 'halfLifeHours')::float8 from settings where key = 'interest'), $2) as half_life_ms
        from activity
      ), seen as (
        select customer_id, max(seen_at) as seen_at from keys join key_activity using (key) group by customer_id
      )
      select folded.position, (select value from settings where key = 'interest') as settings,
        (select json_build_object('occurredAt', ${epochMs('occurred_at')}, 'receivedAt', ${epochMs('received_at')})
         from events where events.position = folded.position) as newest,
        (${interestOfAll}) as interest, (${companyOfMost('people')}) as name, (select count(*)::int from people) as count,
        ${orderTotals} as totals, ${openTicketCount} as "openTickets",
        (select json_agg(json_build_object('id', id, 'name', name, 'address', address, 'key', kind, 'value', value,
           'isProspect', first_order_at is null, 'activity', (
             select ${activityJson} from customer_keys join key_activity on key = key_id where customer_id = person.id)))
         from (select people.* from people left join seen on seen.customer_id = people.id
               order by seen_at desc nulls last, id limit ${peopleShown}) person) as people
      from folded`,
    values: [id, defaultInterest.halfLifeHours],
  })
  if (!rows[0]) throw new Error('the query of a company answered no row')
  return rows[0]
}

function toReading(id: string, tables: CompanyTables): ViewReading | null {
  const { position, newest, settings, name, count, totals, openTickets, people } = tables
  if (people === null) return null
  const rules = interestOf(settings)
  const head = { kind: 'company', id, name: name ?? id, people: count, ...totals, openTickets } as const
  const rows: Record<string, CompanyRow> = { company: head }
  const interest = toInterestRow([tables.interest], rules)
  if (interest.sum > 0) rows.interest = interest
  for (const { activity, ...person } of people) {
    const { sum, at } = mergeInterest(activity ?? [], rules)
    const seen = newestOf((activity ?? []).map((each) => each.seen))
    rows[`person:${person.id}`] = { kind: 'person', ...person, interest: { sum, at }, seen }
  }
  return { position: BigInt(position), rows, newest }
}
