import type { CustomerRecord } from '#contract/customer-export.ts'
import type { Tx } from '../projection.ts'

function ms(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::float8`
}

const lists = {
  keys: `
    select json_build_object('id', key_id, 'kind', kind, 'value', value, 'name', name, 'company', company,
      'shared', shared, 'uses', uses, 'firstSeen', ${ms('first_seen')}, 'lastSeen', ${ms('last_seen')}) as line
    from customer_keys where key_id = any($1::uuid[]) order by first_seen, key_id`,
  links: `
    select json_build_object('keys', json_build_array(key_a, key_b), 'evidence', evidence, 'strength', strength,
      'at', ${ms('at')}, 'position', position::text, 'decision', decision, 'decidedBy', decided_by,
      'decidedAt', ${ms('decided_at')}) as line
    from identity_links where key_a = any($1::uuid[]) or key_b = any($1::uuid[]) order by at, key_a, key_b`,
  orders: `
    select json_build_object('source', source, 'id', order_id, 'placedAt', ${ms('placed_at')}, 'totalMinor', total_minor,
      'refundedMinor', refunded_minor, 'currency', currency, 'units', units, 'store', store, 'channel', channel,
      'cancelledAt', ${ms('cancelled_at')}) as line
    from customer_orders where key = any($1::uuid[]) order by placed_at, order_id`,
  tickets: `
    select json_build_object('source', source, 'id', ticket_id, 'title', title, 'openedAt', ${ms('opened_at')},
      'closedAt', ${ms('closed_at')}) as line
    from customer_tickets where key = any($1::uuid[]) order by opened_at, ticket_id`,
  arrivals: `
    select json_build_object('key', key, 'source', source, 'createdAt', ${ms('created_at')}, 'name', name, 'phone', phone,
      'email', email, 'channel', channel, 'takenBy', taken_by, 'takenAt', ${ms('taken_at')}, 'outcome', outcome,
      'note', note, 'calledAt', ${ms('called_at')}) as line
    from arrivals where key = any($1::uuid[]) order by created_at`,
  meetings: `
    select json_build_object('source', source, 'id', meeting_id, 'title', title, 'startsAt', ${ms('starts_at')},
      'endsAt', ${ms('ends_at')}, 'cancelled', cancelled) as line
    from meetings where keys && array(select unnest($1::uuid[])::text) order by starts_at, id`,
  activity: `
    select json_build_object('key', key, 'interest', interest, 'interestAt', ${ms('interest_at')}, 'terms', terms,
      'seenAt', ${ms('seen_at')}, 'seenPath', seen_path) as line
    from key_activity where key = any($1::uuid[]) order by key`,
} as const satisfies Record<keyof CustomerRecord, string>

/** @returns what is held about whoever has these keys, beside what happened; empty lists where nothing is. */
export async function readRecord(db: Tx, keys: readonly string[]): Promise<CustomerRecord> {
  const columns = Object.entries(lists).map(
    ([name, query]) => `(select coalesce(json_agg(line), '[]') from (${query}) ${name}) as ${name}`,
  )
  const { rows } = await db.query<CustomerRecord>({
    name: 'read-customer-record',
    text: `select ${columns.join(', ')}`,
    values: [keys],
  })
  if (!rows[0]) throw new Error('the query of a record answered no row')
  return rows[0]
}
