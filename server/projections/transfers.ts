import type { StoredEvent } from '#contract/event.ts'
import { transferStateSchema } from '#contract/transfers.ts'
import type { Projection, Tx } from './projection.ts'
import { foldTransfers, levelOf, transferEvents, transferOf } from './transfers/fold-transfers.ts'
import { nameItems } from './transfers/item-names.ts'
import type { TransferRecord } from './transfers/transfer-record.ts'

/** Proposals and what became of them: the ledger. What is proposed is an event, so a fold of the same log is the same ledger. */
export const transfersProjection: Projection = {
  name: 'transfers',
  // Before, no names were kept, an older level that came late was taken for a lorry's arrival, and nobody knew whether a person
  // had said how many units: the log knows better.
  madeWith: 'names of items, levels as they were said, and units set by a person',
  consumes: [...transferEvents, 'stock.changed', 'product.updated'],
  async apply(batch, tx) {
    if (batch.every(({ type }) => type === 'stock.changed') && !(await isAnyOnItsWay(tx))) return []
    const events = await nameItems(tx, batch)
    const transfers = await readTouched(tx, events)
    const changed = [...foldTransfers(transfers, events)].flatMap((id) => transfers.get(id) ?? [])
    if (changed.length === 0) return []
    await writeTransfers(tx, changed)
    return ['transfers', ...new Set(changed.map(({ sku }) => `stock:${sku}`))]
  },
  async reset(tx) {
    await tx.query('truncate transfers, transfer_items')
  },
}

/** A level changes only what is on its way there. */
async function isAnyOnItsWay(tx: Tx): Promise<boolean> {
  const { rows } = await tx.query<{ any: boolean }>({
    name: 'is-any-transfer-on-its-way',
    text: `select exists (select from transfers where state = 'accepted') as any`,
  })
  return rows[0]?.any === true
}

/** Those that the events are about, and those on their way to where a level has changed. */
async function readTouched(tx: Tx, events: readonly StoredEvent[]): Promise<Map<string, TransferRecord>> {
  const ids = events.flatMap((event) => transferOf(event) ?? [])
  const levels = events.flatMap((event) => levelOf(event) ?? [])
  const { rows } = await tx.query<TransferRow>({
    name: 'read-touched-transfers',
    text: `select ${columns} from transfers where id = any($1)
      union all
      select ${columns} from transfers
      where state = 'accepted' and id <> all($1) and (sku, to_place) in (select * from unnest($2::text[], $3::text[]))`,
    values: [ids, levels.map(({ sku }) => sku), levels.map(({ place }) => place)],
  })
  return new Map(rows.map((row) => [row.id, toRecord(row)]))
}

const columns = `id, sku, from_place, to_place, alert, units, set_by_person, max_units, keeps, km, cost_minor, saves_minor, currency,
  state, (extract(epoch from proposed_at) * 1000)::float8 as proposed_at, donor_on_hand, taker_on_hand,
  (extract(epoch from taker_said_at) * 1000)::float8 as taker_said_at,
  (extract(epoch from taker_told_at) * 1000)::float8 as taker_told_at, taker_version,
  (extract(epoch from decided_at) * 1000)::float8 as decided_at, decided_by_id, decided_by, reason,
  (extract(epoch from arrived_at) * 1000)::float8 as arrived_at, saved_units, saved_minor,
  (extract(epoch from settled_at) * 1000)::float8 as settled_at, position`

interface TransferRow {
  id: string
  sku: string
  from_place: string
  to_place: string
  alert: string | null
  units: number
  set_by_person: boolean
  max_units: number
  keeps: number
  km: number | null
  cost_minor: string
  saves_minor: string
  currency: string | null
  state: string
  proposed_at: number
  donor_on_hand: number | null
  taker_on_hand: number | null
  taker_said_at: number | null
  taker_told_at: number | null
  taker_version: number | null
  decided_at: number | null
  decided_by_id: string | null
  decided_by: string | null
  reason: string | null
  arrived_at: number | null
  saved_units: number | null
  saved_minor: string | null
  settled_at: number | null
  position: string
}

function toRecord(row: TransferRow): TransferRecord {
  const by = row.decided_by_id
  return {
    id: row.id,
    sku: row.sku,
    from: row.from_place,
    to: row.to_place,
    alert: row.alert,
    units: row.units,
    isSetByPerson: row.set_by_person,
    maxUnits: row.max_units,
    keeps: row.keeps,
    km: row.km,
    costMinor: Number(row.cost_minor),
    savesMinor: Number(row.saves_minor),
    currency: row.currency,
    state: transferStateSchema.parse(row.state),
    proposedAt: row.proposed_at,
    donorOnHand: row.donor_on_hand,
    takerOnHand: row.taker_on_hand,
    takerSaidAt: row.taker_said_at,
    takerToldAt: row.taker_told_at,
    takerVersion: row.taker_version,
    decidedAt: row.decided_at,
    decidedBy: by === null ? null : { id: by, name: row.decided_by ?? by },
    reason: row.reason,
    arrivedAt: row.arrived_at,
    savedUnits: row.saved_units,
    savedMinor: row.saved_minor === null ? null : Number(row.saved_minor),
    settledAt: row.settled_at,
    position: BigInt(row.position),
  }
}

/** @returns null when there is none of this id. */
export async function readTransfer(db: Tx, id: string): Promise<TransferRecord | null> {
  const { rows } = await db.query<TransferRow>({
    name: 'read-transfer',
    text: `select ${columns} from transfers where id = $1`,
    values: [id],
  })
  return rows[0] ? toRecord(rows[0]) : null
}

async function writeTransfers(tx: Tx, records: readonly TransferRecord[]): Promise<void> {
  await tx.query({
    name: 'write-transfers',
    text: `insert into transfers (id, sku, from_place, to_place, alert, units, set_by_person, max_units, keeps, km, cost_minor,
        saves_minor, currency, state, proposed_at, donor_on_hand, taker_on_hand, taker_said_at, taker_told_at, taker_version, decided_at,
        decided_by_id, decided_by, reason, arrived_at, saved_units, saved_minor, settled_at, position)
      select id, sku, "from", "to", alert, units, "isSetByPerson", "maxUnits", keeps, km, "costMinor", "savesMinor", currency, state,
        to_timestamp("proposedAt" / 1000), "donorOnHand", "takerOnHand", to_timestamp("takerSaidAt" / 1000),
        to_timestamp("takerToldAt" / 1000), "takerVersion", to_timestamp("decidedAt" / 1000), "decidedBy" ->> 'id', "decidedBy" ->> 'name', reason,
        to_timestamp("arrivedAt" / 1000), "savedUnits", "savedMinor", to_timestamp("settledAt" / 1000), position
      from json_to_recordset($1) as change (
        id text, sku text, "from" text, "to" text, alert text, units int, "isSetByPerson" bool, "maxUnits" int, keeps float8, km float8,
        "costMinor" int8, "savesMinor" int8, currency text, state text, "proposedAt" float8, "donorOnHand" float8,
        "takerOnHand" float8, "takerSaidAt" float8, "takerToldAt" float8, "takerVersion" float8, "decidedAt" float8, "decidedBy" json, reason text,
        "arrivedAt" float8, "savedUnits" int, "savedMinor" int8, "settledAt" float8, position int8)
      on conflict (id) do update set
        units = excluded.units, set_by_person = excluded.set_by_person, cost_minor = excluded.cost_minor, saves_minor = excluded.saves_minor,
        state = excluded.state, taker_on_hand = excluded.taker_on_hand, taker_said_at = excluded.taker_said_at,
        taker_told_at = excluded.taker_told_at, taker_version = excluded.taker_version, decided_at = excluded.decided_at, decided_by_id = excluded.decided_by_id,
        decided_by = excluded.decided_by, reason = excluded.reason, arrived_at = excluded.arrived_at,
        saved_units = excluded.saved_units, saved_minor = excluded.saved_minor, settled_at = excluded.settled_at,
        position = excluded.position`,
    values: [JSON.stringify(records.map((record) => ({ ...record, position: record.position.toString() })))],
  })
}
