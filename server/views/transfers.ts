import type { Pool } from 'pg'
import type { TransferRow } from '#contract/views/transfers.ts'
import { transfersShown } from '#contract/views/transfers.ts'
import { epochMs } from './stock-tables.ts'
import type { View, ViewReading } from './view.ts'

/** The newest transfers as an array of rows, those that wait for a decision first. @param where of `transfers` */
export function transferRows({ where, limit }: { where: string; limit: number }): string {
  return `(select json_agg(json_build_object(
     'kind', 'transfer', 'id', id, 'state', state, 'sku', sku, 'title', coalesce(title, sku),
     'from', from_place, 'fromName', coalesce(from_name, from_place), 'to', to_place, 'toName', coalesce(to_name, to_place),
     'units', units, 'maxUnits', max_units, 'keeps', keeps, 'km', km, 'costMinor', cost_minor, 'savesMinor', saves_minor,
     'currency', currency, 'proposedAt', ${epochMs('proposed_at')}, 'decidedAt', ${epochMs('decided_at')},
     'decidedBy', case when decided_by_id is not null
       then json_build_object('id', decided_by_id, 'name', coalesce(decided_by, decided_by_id)) end,
     'reason', reason, 'arrivedAt', ${epochMs('arrived_at')}, 'savedUnits', saved_units, 'savedMinor', saved_minor))
   from (select transfers.*, title, giver.name as from_name, taker.name as to_name from transfers
           left join products using (sku)
           left join places giver on giver.place = from_place left join places taker on taker.place = to_place
         where ${where} order by state <> 'proposed', proposed_at desc, id limit ${limit}) newest)`
}

interface TransfersTables {
  position: string
  newest: { occurredAt: number; receivedAt: number } | null
  transfers: TransferRow[] | null
}

/** The ledger: what was proposed, what became of it, and what it saved. */
export function transfersView({ pool }: { pool: Pool }): View {
  return {
    name: 'transfers',
    permission: 'view:transfers',
    hasParameter: false,
    freshnessTargetSeconds: 30,
    mode: 'push',
    reads: ['transfers'],
    async read() {
      return toReading(await readLedger(pool))
    },
  }
}

async function readLedger(pool: Pool): Promise<TransfersTables> {
  const { rows } = await pool.query<TransfersTables>({
    name: 'read-transfers',
    text: `
      with folded as (select coalesce((select position from checkpoints where projection = 'transfers'), 0) as position)
      select position, ${transferRows({ where: 'true', limit: transfersShown })} as transfers,
        (select json_build_object('occurredAt', ${epochMs('occurred_at')}, 'receivedAt', ${epochMs('received_at')})
         from events where events.position = folded.position) as newest
      from folded`,
  })
  if (!rows[0]) throw new Error('the query of the ledger answered no row')
  return rows[0]
}

function toReading({ position, newest, transfers }: TransfersTables): ViewReading {
  const rows = Object.fromEntries((transfers ?? []).map((row) => [`transfer:${row.id}`, row]))
  return { position: BigInt(position), rows, newest }
}
