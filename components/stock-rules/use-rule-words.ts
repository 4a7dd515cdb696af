'use client'

import { useTranslations } from 'next-intl'
import type { RuleRow, RuleValues } from '#contract/stock-rules.ts'
import { ruleOf } from '#contract/stock-rules.ts'
import { useFormats } from '#components/format/use-formats.ts'

export interface RuleWords {
  /** What a rule is for. */
  of(rule: Pick<RuleRow, 'id' | 'name'>): string
  /** What it says, a phrase each. */
  values(values: RuleValues): string[]
  /** 36 h; 7 d. */
  length(hours: number): string
}

const hoursOfDays = 48

export function useRuleWords(): RuleWords {
  const t = useTranslations('stockRules')
  const formats = useFormats()
  const length = (hours: number): string => {
    if (hours < hoursOfDays) return t('hours', { value: hours < 10 ? formats.tenths(hours) : formats.integer(hours) })
    return t('days', { value: formats.integer(hours / 24) })
  }
  return {
    length,
    of: ({ id, name }) => {
      const { scope, value } = ruleOf(id)
      if (scope === 'all') return t('of.all')
      return name === null || scope === 'category' ? t(`of.${scope}`, { value }) : name
    },
    values: ({ opensAt, closesBelow, leadTimeHours, keptShare }) => [
      ...(opensAt === null || closesBelow === null
        ? []
        : [t('says.risk', { opensAt: formats.percent(opensAt), closesBelow: formats.percent(closesBelow) })]),
      ...(leadTimeHours === null ? [] : [t('says.leadTime', { time: length(leadTimeHours) })]),
      ...(keptShare === null ? [] : [t('says.keptShare', { share: formats.percent(keptShare) })]),
    ],
  }
}
