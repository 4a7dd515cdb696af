import { member, textOf } from '../../ingest/sent-value.ts'
import type { Tx } from '../projection.ts'
import type { Rewriting } from './refold-meetings.ts'

/** The tables of stock know an order by the id that the log has now, so that what comes later of it finds its lines. */
export async function renameOrders(tx: Tx, rewritings: readonly Rewriting[]): Promise<void> {
  const renamed = rewritings.flatMap(({ before, after }) => {
    const [from, to] = [before, after].map(({ data }) => textOf(member(data, 'orderId')))
    return from === undefined || to === undefined || from === to ? [] : [{ source: before.source, from, to }]
  })
  if (renamed.length === 0) return
  for (const table of ['order_lines', 'cancelled_orders']) {
    await tx.query(
      `update ${table} set order_id = said.to_id
       from (select distinct * from unnest($1::text[], $2::text[], $3::text[]) as said (source, from_id, to_id)) said
       where ${table}.source = said.source and order_id = said.from_id`,
      [renamed.map(({ source }) => source), renamed.map(({ from }) => from), renamed.map(({ to }) => to)],
    )
  }
}
