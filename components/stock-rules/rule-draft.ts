import type { RuleRow, RuleScope, RuleValues } from '#contract/stock-rules.ts'
import { longestLeadTimeHours, ruleId, ruleOf } from '#contract/stock-rules.ts'

/** A rule as it is entered: shares in percent, the lead time in days; empty = as the next less specific rule says. */
export interface RuleDraft {
  scope: RuleScope
  value: string
  opensAt: string
  closesBelow: string
  leadTime: string
  keptShare: string
}

export type DraftField = keyof RuleDraft

/**
 * - `missing`: it must be said
 * - `number`: it is no number, or one that cannot be
 * - `order`: it is not less than where the alert opens
 * - `nothing`: nothing is entered anywhere
 */
export type DraftError = 'missing' | 'number' | 'order' | 'nothing'

export type ReadDraft =
  | { ok: true; rule: string; values: RuleValues }
  | { ok: false; errors: Partial<Record<DraftField, DraftError>> }

export const emptyDraft: RuleDraft = {
  scope: 'all',
  value: '',
  opensAt: '',
  closesBelow: '',
  leadTime: '',
  keptShare: '',
}

const hoursPerDay = 24

export function draftOf({ id, opensAt, closesBelow, leadTimeHours, keptShare }: RuleRow): RuleDraft {
  return {
    ...ruleOf(id),
    opensAt: percentOf(opensAt),
    closesBelow: percentOf(closesBelow),
    leadTime: leadTimeHours === null ? '' : String(Number((leadTimeHours / hoursPerDay).toFixed(3))),
    keptShare: percentOf(keptShare),
  }
}

function percentOf(share: number | null): string {
  return share === null ? '' : String(Number((share * 100).toFixed(2)))
}

/** Limits of what is entered, as the server has them; in percent, and in days. */
export const draftLimits = {
  opensAt: { min: 1, max: 99 },
  closesBelow: { min: 1, max: 99 },
  leadTime: { min: 1 / hoursPerDay, max: longestLeadTimeHours / hoursPerDay },
  keptShare: { min: 50, max: 99.9 },
} as const

type NumberField = keyof typeof draftLimits

export function readDraft(draft: RuleDraft): ReadDraft {
  const errors: Partial<Record<DraftField, DraftError>> = {}
  const numberOf = (field: NumberField): number | null => {
    const text = draft[field].trim().replace(',', '.')
    if (text === '') return null
    const number = Number(text)
    const { min, max } = draftLimits[field]
    if (!(number >= min && number <= max)) errors[field] = 'number'
    return number
  }
  const [opensAt, closesBelow] = [numberOf('opensAt'), numberOf('closesBelow')]
  const [leadTime, keptShare] = [numberOf('leadTime'), numberOf('keptShare')]
  if (draft.scope !== 'all' && draft.value.trim() === '') errors.value = 'missing'
  if (opensAt === null && closesBelow !== null) errors.opensAt = 'missing'
  else if (opensAt !== null && closesBelow === null) errors.closesBelow = 'missing'
  else if (opensAt !== null && closesBelow !== null && closesBelow >= opensAt) errors.closesBelow ??= 'order'
  else if (opensAt === null && leadTime === null && keptShare === null) errors.opensAt = 'nothing'
  if (Object.keys(errors).length > 0) return { ok: false, errors }
  const values: RuleValues = {
    opensAt: shareOf(opensAt),
    closesBelow: shareOf(closesBelow),
    leadTimeHours: leadTime === null ? null : Math.max(1, Math.round(leadTime * hoursPerDay)),
    keptShare: shareOf(keptShare),
  }
  return { ok: true, rule: ruleId({ scope: draft.scope, value: draft.value.trim() }), values }
}

function shareOf(percent: number | null): number | null {
  return percent === null ? null : Number((percent / 100).toFixed(4))
}
