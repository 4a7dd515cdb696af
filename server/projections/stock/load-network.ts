import type { Tx } from '../projection.ts'
import type { StockRule, StockState } from './state.ts'
import { ms } from '../table-writer.ts'

/** What all SKUs have in common: places, what sends their sales, when it was not heard, and the rules. All are few. */
export async function loadNetwork(tx: Tx, state: StockState): Promise<void> {
  for (const place of await readPlaces(tx))
    state.places.set(place.place, { ...place, position: BigInt(place.position) })
  for (const { place, source } of await readPlaceSources(tx)) {
    const sources = state.placeSources.get(place) ?? new Set()
    state.placeSources.set(place, sources.add(source))
  }
  const silent = await readSilentSpans(tx)
  state.silent = silent.map(({ source, from_at, to_at, position }) => ({
    source,
    from: from_at,
    to: to_at,
    position: BigInt(position),
  }))
  state.rules = await readRules(tx)
}

interface PlaceRow {
  place: string
  name: string
  kind: string
  latitude: number | null
  longitude: number | null
  timeZone: string | null
  occurredAt: number
  position: string
}

async function readPlaces(tx: Tx): Promise<PlaceRow[]> {
  const { rows } = await tx.query<PlaceRow>({
    name: 'read-places',
    text: `select place, name, kind, latitude, longitude, time_zone as "timeZone",
        (extract(epoch from occurred_at) * 1000)::float8 as "occurredAt", position
      from places`,
  })
  return rows
}

async function readPlaceSources(tx: Tx): Promise<{ place: string; source: string }[]> {
  const { rows } = await tx.query<{ place: string; source: string }>({
    name: 'read-place-sources',
    text: 'select place, source from place_sources',
  })
  return rows
}

interface SilentRow {
  source: string
  from_at: number
  to_at: number | null
  position: string
}

async function readSilentSpans(tx: Tx): Promise<SilentRow[]> {
  const { rows } = await tx.query<SilentRow>({
    name: 'read-silent-spans',
    text: `select source, ${ms('from_at')}, ${ms('to_at')}, position from silent_spans order by from_at`,
  })
  return rows
}

export async function readRules(tx: Tx): Promise<StockRule[]> {
  const { rows } = await tx.query<Omit<StockRule, 'position'> & { position: string }>({
    name: 'read-stock-rules',
    text: `select scope, value, opens_at as "opensAt", closes_below as "closesBelow", lead_time_hours as "leadTimeHours",
        kept_share as "keptShare", (extract(epoch from set_at) * 1000)::float8 as "setAt", set_by as "setBy", position
      from stock_rules`,
  })
  return rows.map((row) => ({ ...row, position: BigInt(row.position) }))
}
