'use client'

import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import type { RuleRow, StandardRow, StockRulesRow } from '#contract/stock-rules.ts'
import { ruleOf, ruleScopeSchema } from '#contract/stock-rules.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { meaningOf } from '#components/live/refusal-meaning.ts'
import { useView } from '#components/live/use-view.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { RuleForm } from './rule-form.tsx'
import { RuleList } from './rule-list.tsx'
import { StockPageHead } from '#components/stock/stock-page-head.tsx'

/** The rules by which alerts of stock open, at the left; one that is made or changed, and tried, at the right. */
export function RulesScreen({ initial }: { initial: ViewSnapshot }) {
  const t = useTranslations('stockRules')
  const { rows, refusal } = useView('stock-rules', initial)
  const viewAge = useViewAge({ topic: 'stock-rules', initial, inFlight: 0, empty: false })
  const { rules, standard } = useMemo(() => sorted(rows.values()), [rows])
  // Each opening of the form is a form of its own.
  const [opened, setOpened] = useState<{ times: number; rule: RuleRow | null }>({ times: 0, rule: null })
  if (meaningOf(refusal) === 'forbidden') return <Forbidden level={2} />
  const open = (rule: RuleRow | null): void => {
    setOpened(({ times }) => ({ times: times + 1, rule }))
  }
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <StockPageHead title={t('title')} back={t('back')}>
        <AgeMark age={viewAge.age} now={viewAge.now} />
      </StockPageHead>
      {standard !== undefined && (
        <div className="flex-1 side:grid side:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]">
          <div className={`border-line side:border-r ${viewAge.grey ? 'text-stale' : ''}`}>
            <RuleList rules={rules} standard={standard} opened={opened.rule?.id ?? null} onOpen={open} />
          </div>
          <RuleForm
            key={opened.times}
            rule={opened.rule}
            isOpened={opened.times > 0}
            standard={standard}
            onDone={() => {
              open(null)
            }}
          />
        </div>
      )}
    </div>
  )
}

const generality = ruleScopeSchema.options.toReversed()

/** The most general first. */
function sorted(rows: Iterable<StockRulesRow>): { rules: RuleRow[]; standard: StandardRow | undefined } {
  const all = [...rows]
  const rules = all.filter((row) => row.kind === 'rule')
  const rank = ({ id }: RuleRow): number => generality.indexOf(ruleOf(id).scope)
  return {
    rules: rules.toSorted((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id)),
    standard: all.find((row) => row.kind === 'standard'),
  }
}
