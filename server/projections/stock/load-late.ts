import type { Tx } from '../projection.ts'
import { unknownLevel } from './level.ts'
import type { Level, MovedLevel } from './level.ts'
import type { Pair, StockState } from './state.ts'
import { pairKey } from './state.ts'
import { ms } from '../table-writer.ts'

interface MovementRow {
  sku: string
  place: string
  occurred_at: number
  position: string
  stated: number | null
  delta: number | null
  version: number | null
  from_order: boolean
  after: number | null
  version_after: number | null
  stated_after: boolean
  is_base: boolean
}

/** The movements since the first one that comes late, and the one before it. */
export async function loadLate(tx: Tx, state: StockState, firstOfLate: ReadonlyMap<string, number>): Promise<void> {
  const late = [...state.skus.values()].flatMap(({ pairs }) =>
    [...pairs.values()].flatMap((pair) => {
      const first = firstOfLate.get(pairKey(pair.sku, pair.place))
      return first === undefined ? [] : [{ pair, first }]
    }),
  )
  if (late.length === 0) return
  for (const { pair } of late) pair.base = { level: unknownLevel, outFrom: null }
  const bases = new Map<Pair, number>()
  const byPair = [late.map(({ pair }) => pair.sku), late.map(({ pair }) => pair.place), late.map(({ first }) => first)]
  for (const row of await readMovements(tx, byPair)) {
    const pair = state.skus.get(row.sku)?.pairs.get(row.place)
    if (!pair) continue
    const moved = toMoved(row)
    if (row.is_base) {
      pair.base.level = moved.after
      bases.set(pair, row.occurred_at)
    } else pair.history.push(moved)
  }
  for (const { pair } of late) splitSpans(pair, bases.get(pair) ?? -Infinity)
}

/** Spans that began after the base are made again out of the movements; one that was going on then goes on. */
function splitSpans(pair: Pair, baseAt: number): void {
  const spans = [...pair.spansBefore, ...pair.spans]
  pair.spansBefore = spans.filter(({ to }) => to !== null && to <= baseAt)
  pair.spans = spans.filter(({ to }) => to === null || to > baseAt)
  const ongoing = pair.spans.find(({ from }) => from <= baseAt)
  pair.base.outFrom = ongoing?.from ?? null
}

function toMoved(row: MovementRow): MovedLevel {
  const { stated, delta, version } = row
  const after: Level = { onHand: row.after, version: row.version_after, isStated: row.stated_after }
  const position = BigInt(row.position)
  return {
    movement: { occurredAt: row.occurred_at, position, stated, delta, version, fromOrder: row.from_order },
    after,
  }
}

async function readMovements(tx: Tx, wanted: readonly unknown[]): Promise<MovementRow[]> {
  const columns = `sku, place, occurred_at, position, stated, delta, version, from_order, after, version_after,
    stated_after`
  const { rows } = await tx.query<MovementRow>({
    name: 'read-stock-movements',
    text: `select sku, place, ${ms('occurred_at')}, position, stated, delta, version, from_order, after, version_after,
        stated_after, is_base
      from unnest($1::text[], $2::text[], $3::float8[]) as wanted (wanted_sku, wanted_place, first)
        cross join lateral (
          (select ${columns}, true as is_base from stock_movements
           where sku = wanted_sku and place = wanted_place and occurred_at <= to_timestamp(first / 1000)
           order by occurred_at desc, position desc limit 1)
          union all
          (select ${columns}, false from stock_movements
           where sku = wanted_sku and place = wanted_place and occurred_at > to_timestamp(first / 1000))
        ) as moved
      order by moved.occurred_at, moved.position`,
    values: [...wanted],
  })
  return rows
}
