import type { Pool } from 'pg'
import type { RuleRow, StandardRow, StockRulesRow } from '#contract/stock-rules.ts'
import { defaultSettings } from '../projections/stock/rules.ts'
import { transferSettingsSchema } from '../projections/transfers/transfer-settings.ts'
import { epochMs } from './stock-tables.ts'
import type { View, ViewReading } from './view.ts'

/** The rules of stock that are in force, and what new ones can be for. */
export function stockRulesView({ pool }: { pool: Pool }): View {
  return {
    name: 'stock-rules',
    permission: 'view:stock-rules',
    hasParameter: false,
    freshnessTargetSeconds: 30,
    mode: 'push',
    reads: ['stock'],
    async read(): Promise<ViewReading> {
      const { position, newest, rules, standard } = await readStockRules(pool)
      const rows: [string, StockRulesRow][] = rules.map((rule) => [`rule:${rule.id}`, rule])
      return { position: BigInt(position), rows: Object.fromEntries([['standard', standard], ...rows]), newest }
    },
  }
}

interface StockRules extends Pick<Tables, 'position' | 'newest'> {
  /** The most general first. */
  rules: RuleRow[]
  standard: StandardRow
}

export async function readStockRules(pool: Pool): Promise<StockRules> {
  const { rules, places, categories, transfers, position, newest } = await readTables(pool)
  const { opensAt, closesBelow, leadTimeHours } = defaultSettings
  const { keptShare } = transferSettingsSchema.parse(transfers ?? {})
  return {
    position,
    newest,
    rules: rules ?? [],
    standard: {
      kind: 'standard',
      opensAt,
      closesBelow,
      leadTimeHours,
      keptShare,
      places: places ?? [],
      categories: categories ?? [],
    },
  }
}

interface Tables {
  position: string
  newest: { occurredAt: number; receivedAt: number } | null
  rules: RuleRow[] | null
  places: { place: string; name: string }[] | null
  categories: string[] | null
  transfers: unknown
}

/** As many as one can choose among in a list. */
const mostChoices = 500

async function readTables(pool: Pool): Promise<Tables> {
  const { rows } = await pool.query<Tables>({
    name: 'read-stock-rules-view',
    text: `
      with folded as (select coalesce((select position from checkpoints where projection = 'stock'), 0) as position)
      select position,
        (select json_build_object('occurredAt', ${epochMs('occurred_at')}, 'receivedAt', ${epochMs('received_at')})
         from events where events.position = folded.position) as newest,
        (select json_agg(json_build_object('kind', 'rule',
           'id', case when scope = 'all' then scope else scope || ':' || value end,
           'name', case scope when 'sku' then title when 'place' then name end,
           'opensAt', opens_at, 'closesBelow', closes_below, 'leadTimeHours', lead_time_hours, 'keptShare', kept_share,
           'setAt', ${epochMs('set_at')}, 'setBy', set_by)
           order by array_position(array['all', 'category', 'place', 'sku'], scope), value)
         from stock_rules left join products on scope = 'sku' and sku = value
           left join places on scope = 'place' and place = value) as rules,
        (select json_agg(known order by known.name)
         from (select place, name from places order by name limit ${mostChoices}) known) as places,
        (select json_agg(category order by category)
         from (select distinct category from products where category is not null order by 1 limit ${mostChoices}) known
        ) as categories,
        (select value from settings where key = 'transfers') as transfers
      from folded`,
  })
  if (!rows[0]) throw new Error('the query of the rules answered no row')
  return rows[0]
}
