import type { Pool } from 'pg'
import { customerIdSchema } from '#contract/customer-key.ts'
import type { CompanyHeadRow, CompanyRow, PersonRow } from '#contract/views/company.ts'
import { peopleShown } from '#contract/views/company.ts'
import { interestOf } from '../projections/timeline/interest-settings.ts'
import type { ReadActivity } from '../projections/timeline/merge-activity.ts'
import { mergeInterest, newestOf } from '../projections/timeline/merge-activity.ts'
import { toInterestRow } from './customer.ts'
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

/** What most call it; a domain only where nobody says more. */
const nameOfMost = String.raw`
  select company from people where company is not null
  group by company order by company ~ '^[^ ]+\.[a-z]+$', count(*) desc, company limit 1`

interface PersonTables extends Pick<PersonRow, 'id' | 'name' | 'key' | 'value' | 'isProspect'> {
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
}

async function readCompany(pool: Pool, id: string): Promise<CompanyTables> {
  const { rows } = await pool.query<CompanyTables>({
    name: 'read-company',
    text: `
      with folded as (
        select coalesce(min(position), 0) as position from checkpoints where projection in ('timeline', 'identity')
      ), people as materialized (
        select id, name, company, kind, value, first_order_at from customers where company_id = $1
      ), keys as materialized (
        select key_id as key, customer_id from customer_keys where customer_id in (select id from people)
      ), seen as (
        select customer_id, max(seen_at) as seen_at from keys join key_activity using (key) group by customer_id
      )
      select folded.position, (select value from settings where key = 'interest') as settings,
        (select json_build_object('occurredAt', ${epochMs('occurred_at')}, 'receivedAt', ${epochMs('received_at')})
         from events where events.position = folded.position) as newest,
        (${nameOfMost}) as name, (select count(*)::int from people) as count,
        ${orderTotals} as totals, ${openTicketCount} as "openTickets",
        (select json_agg(json_build_object('id', id, 'name', name, 'key', kind, 'value', value,
           'isProspect', first_order_at is null, 'activity', (
             select ${activityJson} from customer_keys join key_activity on key = key_id where customer_id = person.id)))
         from (select people.* from people left join seen on seen.customer_id = people.id
               order by seen_at desc nulls last, id limit ${peopleShown}) person) as people
      from folded`,
    values: [id],
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
  const interest = toInterestRow(
    people.flatMap(({ activity }) => activity ?? []),
    rules,
  )
  if (interest.sum > 0) rows.interest = interest
  for (const { activity, ...person } of people) {
    const { sum, at } = mergeInterest(activity ?? [], rules)
    const seen = newestOf((activity ?? []).map((each) => each.seen))
    rows[`person:${person.id}`] = { kind: 'person', ...person, interest: { sum, at }, seen }
  }
  return { position: BigInt(position), rows, newest }
}
