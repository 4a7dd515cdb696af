import type { Pool } from 'pg'
import type { BusinessTime } from '../../runtime/business-time.ts'
import { staleSourcesAt } from '../stale-sources.ts'
import { exposureOver, profileOf } from '../demand/demand-profile.ts'
import { dispersionAt } from '../demand/pooled-dispersion.ts'
import type { NetworkPlace, SkuNetwork } from './propose-transfers.ts'

export interface ReadNetwork {
  /** null while nobody has said what a unit is worth: nothing can be weighed then. */
  network: SkuNetwork | null
  /**
   * Ways of which somebody has said, for an alert that is still open, that nothing shall go or how much; see {@link wayOf}. What
   * a person takes off would be proposed at once as a second lorry.
   */
  ruledOut: ReadonlySet<string>
}

/** One SKU in all places where its level is known, as the tables say now. */
export async function readNetwork(pool: Pool, sku: string, { time, now }: Moment): Promise<ReadNetwork> {
  const { rows } = await pool.query<NetworkRow>({
    name: 'read-sku-network',
    text: `with ${staleSourcesAt('$2')}
      select coalesce(p.margin_minor, p.price_minor)::float8 as unit_minor, p.currency,
        coalesce(d.weights, '{}') as weights, coalesce(d.dispersion_expected, 0) as expected,
        coalesce(d.dispersion_excess, 0) as excess,
        (select json_agg(each) from (${places}) each) as places,
        (select json_agg(json_build_array(t.from_place, t.to_place)) from transfers t
         join stock_alerts a on a.id = t.alert
         where t.sku = $1 and a.state <> 'closed'
           and (t.state = 'rejected' or t.set_by_person and t.state in ('proposed', 'accepted'))) as settled
      from (select $1::text as sku) asked left join products p using (sku) left join sku_demand d using (sku)`,
    values: [sku, now],
  })
  const [row] = rows
  const ruledOut = new Set((row?.settled ?? []).map(([from, to]) => wayOf(from, to)))
  if (row?.unit_minor == null || row.places === null) return { network: null, ruledOut }
  const { currency, unit_minor: unitMinor } = row
  const demand = demandOf(row, { time, now })
  return { network: { sku, unitMinor, currency, places: row.places.map((each) => toPlace(each, demand)) }, ruledOut }
}

export function wayOf(from: string, to: string): string {
  return JSON.stringify([from, to])
}

interface Moment {
  time: BusinessTime
  /** Epoch ms. */
  now: number
}

/**
 * Units that are promised count as gone from their donor until they have arrived, also when they have left long ago: a donor
 * may give too little for a while, and never too much. The most specific rule that says what share is kept wins.
 */
const places = `
  select l.place, l.on_hand as "onHand", l.units_per_hour + l.diverted_per_hour as "unitsPerHour",
    l.horizon_hours as "horizonHours", s.latitude, s.longitude,
    (select coalesce(sum(units), 0) from transfers t
     where t.sku = l.sku and t.from_place = l.place and t.state in ('proposed', 'accepted')) as leaving,
    (select coalesce(sum(units), 0) from transfers t
     where t.sku = l.sku and t.to_place = l.place and t.state in ('proposed', 'accepted')) as coming,
    (select id from stock_alerts a where a.sku = l.sku and a.place = l.place and a.state <> 'closed'
     order by kind desc limit 1) as alert,
    (select kept_share from stock_rules r where kept_share is not null and (
         scope = 'sku' and value = l.sku or scope = 'place' and value = l.place
         or scope = 'category' and value = (select category from products where products.sku = l.sku) or scope = 'all')
     order by array_position(array['sku', 'place', 'category', 'all'], scope) limit 1) as "keptShare",
    not exists (select from stale where stale.source = l.source) as "isKnown"
  from stock_levels l left join places s using (place)
  where l.sku = $1 and l.on_hand is not null
  order by l.place`

interface PlaceRow {
  place: string
  onHand: number
  unitsPerHour: number
  horizonHours: number
  latitude: number | null
  longitude: number | null
  leaving: number
  coming: number
  alert: string | null
  keptShare: number | null
  isKnown: boolean
}

interface NetworkRow {
  unit_minor: number | null
  currency: string | null
  weights: number[]
  expected: number
  excess: number
  places: PlaceRow[] | null
  settled: [from: string, to: string][] | null
}

/** What is asked for until the next delivery, else within the lead time: as the risk is computed. */
function demandOf({ weights, expected, excess }: NetworkRow, { time, now }: Moment) {
  const profile = profileOf(weights)
  const from = time.hourOfWeek(now)
  return ({ unitsPerHour, horizonHours }: PlaceRow) => {
    const mean = unitsPerHour * exposureOver(profile, from, horizonHours)
    return { mean, dispersion: dispersionAt(mean, { expected, excess }) }
  }
}

function toPlace(row: PlaceRow, demandOf: (row: PlaceRow) => NetworkPlace['demand']): NetworkPlace {
  const { latitude, longitude, unitsPerHour: _, horizonHours: __, ...place } = row
  const coordinates = latitude === null || longitude === null ? null : { latitude, longitude }
  return { ...place, coordinates, demand: demandOf(row) }
}
