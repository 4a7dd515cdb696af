import type { Tx } from '../projection.ts'
import { ms } from '../table-writer.ts'
import type { StockFactFrom } from './facts.ts'
import type { StockRule, StockState } from './state.ts'

/** All there is. */
export const wholeNetwork: Needs = { facts: [], isWhole: true }

interface Needs {
  facts: readonly StockFactFrom[]
  /** All places of some SKU are reviewed, by how far they are from each other. */
  isWhole: boolean
}

/**
 * What SKUs have in common: places, what sends their sales, when it was not heard, and the rules. Of places and their sources
 * those that facts name, and all where a SKU is reviewed in all places, or where a silence may concern any.
 */
export async function loadNetwork(tx: Tx, state: StockState, { facts, isWhole }: Needs): Promise<void> {
  state.rules = await readRules(tx)
  await loadSilentSpans(tx, state, state.skus.size === 0 && isWhole ? 0 : earliestOf(state))
  const isSilenced = state.silent.length > 0 || facts.some(({ fact }) => fact === 'silent')
  const named = facts.flatMap((fact) => (fact.fact === 'place' ? [fact.place] : []))
  if (isWhole || named.length > 0) await loadPlaces(tx, state, isWhole ? null : named)
  const sellers = facts.flatMap((fact) => (fact.fact === 'sale' ? [fact.place] : []))
  if (isWhole || isSilenced || sellers.length > 0)
    await loadPlaceSources(tx, state, isWhole || isSilenced ? null : sellers)
}

/** Spans that ended before anything that is here began say nothing of it. */
function earliestOf({ skus }: StockState): number {
  return Math.min(...[...skus.values()].map(({ scope, week }) => (scope === 'history' ? 0 : week)))
}

async function loadSilentSpans(tx: Tx, state: StockState, since: number): Promise<void> {
  for (const { source, from_at, to_at, position } of await readSilentSpans(tx, since))
    state.silent.push({ source, from: from_at, to: to_at, position: BigInt(position) })
}

async function loadPlaces(tx: Tx, state: StockState, named: readonly string[] | null): Promise<void> {
  for (const place of await readPlaces(tx, named))
    state.places.set(place.place, { ...place, position: BigInt(place.position) })
}

async function loadPlaceSources(tx: Tx, state: StockState, places: readonly string[] | null): Promise<void> {
  for (const { place, source } of await readPlaceSources(tx, places)) {
    const sources = state.placeSources.get(place) ?? new Set()
    state.placeSources.set(place, sources.add(source))
  }
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

/** @param named null = all. */
async function readPlaces(tx: Tx, named: readonly string[] | null): Promise<PlaceRow[]> {
  const { rows } = await tx.query<PlaceRow>({
    name: 'read-places',
    text: `select place, name, kind, latitude, longitude, time_zone as "timeZone",
        (extract(epoch from occurred_at) * 1000)::float8 as "occurredAt", position
      from places where $1::text[] is null or place = any ($1)`,
    values: [named],
  })
  return rows
}

/** @param places null = all. */
async function readPlaceSources(
  tx: Tx,
  places: readonly string[] | null,
): Promise<{ place: string; source: string }[]> {
  const { rows } = await tx.query<{ place: string; source: string }>({
    name: 'read-place-sources',
    text: 'select place, source from place_sources where $1::text[] is null or place = any ($1)',
    values: [places],
  })
  return rows
}

interface SilentRow {
  source: string
  from_at: number
  to_at: number | null
  position: string
}

async function readSilentSpans(tx: Tx, since: number): Promise<SilentRow[]> {
  const { rows } = await tx.query<SilentRow>({
    name: 'read-silent-spans',
    text: `select source, ${ms('from_at')}, ${ms('to_at')}, position from silent_spans
      where to_at is null or to_at > to_timestamp($1::float8 / 1000) order by from_at`,
    values: [since],
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
