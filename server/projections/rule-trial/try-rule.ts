import { setImmediate } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { RuleFigures, RuleOf, RuleValues } from '#contract/stock-rules.ts'
import type { BusinessTime } from '../../runtime/business-time.ts'
import { loadNetwork, wholeNetwork } from '../stock/load-network.ts'
import { withRule } from '../stock/rules.ts'
import { floorHour } from '../stock/sku-demand.ts'
import type { Alert } from '../stock/state.ts'
import { emptyState } from '../stock/state.ts'
import { Tally } from './figures.ts'
import type { Network, Past } from './past.ts'
import { pastOf } from './past.ts'
import type { SkuOfRule } from './read-past.ts'
import { readSkusOf, readTables } from './read-past.ts'
import { replay } from './replay.ts'

/*
 * What a rule would have done: the last 30 days are lived through again by the fold of stock itself, once by the rules in force
 * and once with this one set. It takes turns with everything else that the process has to do, and ends in time: the SKUs come in
 * an order that has nothing to do with what they are, so those that it got to are a fair sample.
 */
export const trialDays = 30
const dayMs = 86_400_000
/** So many rows at a time keep nobody waiting for long. */
const levelsAtATime = 40

export interface Trial {
  /** Epoch ms: from here on something is known of what was looked at. */
  since: number
  until: number
  /** Of SKUs in places: how many were looked at, of how many that the rule is about. */
  levels: number
  ofLevels: number
  proposed: RuleFigures
  inForce: RuleFigures
}

interface Proposed {
  rule: RuleOf
  /** null = as if it were removed. */
  values: RuleValues | null
}

interface TrialOptions {
  pool: Pool
  time: BusinessTime
  now: number
  /** No SKU is begun after so long. */
  maxMs: number
}

export async function tryRule(proposed: Proposed, options: TrialOptions): Promise<Trial> {
  const { pool, now, maxMs } = options
  const from = floorHour(now - trialDays * dayMs)
  const { rules: inForce, ...network } = await readNetwork(pool)
  const origin = { position: 0n, source: '', occurredAt: now, receivedAt: now, backfill: false }
  const said = { fact: 'rule', ...proposed.rule, values: proposed.values, by: null, from: origin } as const
  const sides = { proposed: withRule(inForce, said), inForce }
  const tallies = { proposed: new Tally(), inForce: new Tally() }
  const skus = await readSkusOf(pool, proposed.rule)
  const until = performance.now() + maxMs
  let [levels, since] = [0, now]
  for (const chunk of inParts(skus)) {
    if (performance.now() > until) break
    const { tables, products } = await readTables(
      pool,
      chunk.map(({ sku }) => sku),
      { from },
    )
    for (const each of tables) {
      if (performance.now() > until) break
      const past = pastOf(each, { ...network, products }, { from, time: options.time })
      for (const side of ['proposed', 'inForce'] as const) {
        const alerts = replay(past, { rules: sides[side], from, time: options.time })
        tallies[side].add(ofRule(alerts, proposed.rule), past.acts)
      }
      levels += chunk.find(({ sku }) => sku === each.sku.sku)?.levels ?? 0
      since = Math.min(since, knownSince(past))
      await setImmediate()
    }
  }
  return {
    since: Math.max(since, from),
    until: now,
    levels,
    ofLevels: skus.reduce((sum, each) => sum + each.levels, 0),
    proposed: tallies.proposed.figures(),
    inForce: tallies.inForce.figures(),
  }
}

/** As many SKUs together as have about so many levels. */
function* inParts(skus: readonly SkuOfRule[]): Generator<SkuOfRule[]> {
  let part: SkuOfRule[] = []
  for (const each of skus) {
    part.push(each)
    if (part.reduce((sum, { levels }) => sum + levels, 0) < levelsAtATime) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

async function readNetwork(pool: Pool) {
  const state = emptyState()
  await loadNetwork(pool, state, wholeNetwork)
  const { places, placeSources, silent, rules } = state
  return { places, placeSources, silent, rules } satisfies Omit<Network, 'products'> & { rules: unknown }
}

/** A rule of a place says nothing of the other places, which are there because what they sell diverts. */
function ofRule(alerts: readonly Alert[], { scope, value }: RuleOf): readonly Alert[] {
  return scope === 'place' ? alerts.filter(({ place }) => place === value) : alerts
}

function knownSince({ state, facts }: Past): number {
  const known = [...state.skus.values()].flatMap(({ pairs }) => [...pairs.values()].map(({ knownSince: at }) => at))
  return Math.min(...known, facts[0]?.from.occurredAt ?? Infinity)
}
