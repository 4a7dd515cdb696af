import type { Pool } from 'pg'
import type { WhyRow } from '#contract/why.ts'
import type { BusinessTime } from '../../runtime/business-time.ts'
import { decompose } from './decomposition.ts'
import { readFacts } from './read-facts.ts'
import { compareSales, comparedStretches, readStretches } from './read-sales.ts'

/** Why a SKU sells as it does today, against the same hours of the four weeks before; null while no week before is known. */
export async function readWhy(
  pool: Pool,
  sku: string,
  { time, now }: { time: BusinessTime; now: number },
): Promise<WhyRow | null> {
  const stretches = comparedStretches(now, time)
  const [today = { from: now, to: now }] = stretches
  const [sales, facts] = await Promise.all([readStretches(pool, sku, stretches), readFacts(pool, sku, today)])
  const compared = compareSales(sales)
  if (compared === null) return null
  const { parts, ...change } = decompose(compared.before, compared.now)
  return { kind: 'why', ...change, parts: compared.isCounted ? parts : null, until: now, facts }
}
