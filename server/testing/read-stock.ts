import type { Pool } from 'pg'

/** What the `stock` projection has made, as sorted lines of text: numbers to nine digits, times as epoch ms. */
export type StockTables = Readonly<Record<string, string[]>>

/** @param tables by name, with the columns to compare. */
export async function readStockTables(
  pool: Pool,
  tables: Readonly<Record<string, readonly string[]>>,
): Promise<StockTables> {
  const read: Record<string, string[]> = {}
  for (const [table, columns] of Object.entries(tables)) {
    const { rows } = await pool.query<Record<string, unknown>>(`select ${columns.join(', ')} from ${table}`)
    read[table] = rows.map((row) => columns.map((column) => `${column}=${write(row[column])}`).join(' ')).toSorted()
  }
  return read
}

function write(value: unknown): string {
  if (value instanceof Date) return String(value.getTime())
  if (Array.isArray(value)) return `[${value.map(write).join(' ')}]`
  // Hours folded together and one by one differ in the last digits.
  if (typeof value === 'number') return String(Number(value.toPrecision(9)))
  return String(value)
}

const columns = (names: string) => names.trim().split(/\s+/)

/** What depends on the set of events only, whatever order they came in. */
export const orderlessStockColumns = {
  stock_levels: columns(`
    sku place on_hand stated_on_hand stated_at stated_version out_since moved_at known_since
    week_chance week_size week_exposure folded_hour chance size exposure units_per_hour`),
  sales_hours: columns('sku place hour units orders'),
  out_spans: columns('sku place from_at to_at'),
  sku_demand: columns('sku week weights dispersion_expected dispersion_excess'),
}

/** Everything. */
export const stockColumns = {
  ...orderlessStockColumns,
  stock_levels: [
    ...orderlessStockColumns.stock_levels,
    ...columns('stated_position source heard_at diverted_per_hour hours_to_zero risk horizon_hours stake_minor'),
  ],
  sku_demand: [...orderlessStockColumns.sku_demand, 'updated_position', 'undecided'],
  stock_movements: columns(`
    sku place occurred_at position stated delta version from_order after version_after stated_after`),
  stock_alerts: columns(`
    id sku place kind state opened_at opened_position closed_at closed_position acknowledged_at acknowledged_by_id acknowledged_by
    assignee_id assignee_name snoozed_until comments is_history position`),
  alert_comments: columns('alert position by_id by_name text at'),
  order_lines: columns('source order_id sku place units unit_minor occurred_at position cancelled'),
  cancelled_orders: columns('source order_id occurred_at position'),
  deliveries: columns('delivery_id sku place quantity expected_at state occurred_at position'),
  products: columns('sku title price_minor margin_minor currency category path substitutes occurred_at position'),
  product_prices: columns('sku occurred_at position price_minor currency'),
  stock_items: columns('source item sku occurred_at position'),
  item_levels: columns('source item place stated version occurred_at received_at position backfill'),
  places: columns('place name kind latitude longitude time_zone occurred_at position'),
  place_sources: columns('place source position'),
  silent_spans: columns('source from_at to_at position'),
  stock_rules: columns('scope value opens_at closes_below lead_time_hours kept_share set_at set_by position'),
  sku_view_hours: columns('sku hour channel campaign views'),
}
