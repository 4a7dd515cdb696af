'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { RuleFigures, RuleTrial } from '#contract/stock-rules.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useRuleWords } from './use-rule-words.ts'

/** What a rule would have made of the last 30 days, beside what those in force would have. */
export function TrialTable({ trial }: { trial: RuleTrial }) {
  const t = useTranslations('stockRules.trial')
  const formats = useFormats()
  const { since, until, levels, ofLevels, inForce, proposed } = trial
  const [from, to] = [Date.parse(since), Date.parse(until)]
  const isToday = formats.date(from) === formats.date(to)
  if (levels === 0) return <p className="mt-5 border-t border-line pt-4">{t('none')}</p>
  return (
    <div className="mt-5 border-t border-line pt-4">
      <table className="w-full">
        <caption className="mb-2 text-left font-strong">
          {t(isToday ? 'titleToday' : 'title', { since: formats.since(from, to) })}
        </caption>
        <thead className="text-12 text-ink-muted">
          <tr className="border-b border-line-strong">
            <th scope="col">
              <span className="sr-only">{t('figure')}</span>
            </th>
            <th scope="col" className="h-8 px-2 text-right font-medium">
              {t('inForce')}
            </th>
            <th scope="col" className="h-8 pl-2 text-right font-medium">
              {t('proposed')}
            </th>
          </tr>
        </thead>
        <tbody>
          <Row name={t('warnings')} is={count('atRisk', 'opened')} of={{ inForce, proposed }} isLead />
          <Row name={t('ranOut')} is={count('atRisk', 'ranOut')} of={{ inForce, proposed }} />
          <EarlyRow of={{ inForce, proposed }} />
          <Row name={t('cleared')} is={count('atRisk', 'cleared')} of={{ inForce, proposed }} />
          <Row name={t('taken')} is={count('atRisk', 'taken')} of={{ inForce, proposed }} />
          <Row name={t('open')} is={count('atRisk', 'open')} of={{ inForce, proposed }} />
          <Row name={t('outs')} is={count('out', 'opened')} of={{ inForce, proposed }} isLead />
          <Row name={t('unwarned')} is={count('out', 'unwarned')} of={{ inForce, proposed }} />
        </tbody>
      </table>
      <p className="mt-2 text-12 text-ink-muted">
        {levels < ofLevels
          ? t('sample', { levels: formats.integer(levels), ofLevels: formats.integer(ofLevels) })
          : t('levels', { count: levels })}
      </p>
    </div>
  )
}

type Sides = Pick<RuleTrial, 'inForce' | 'proposed'>

function count(
  of: 'atRisk',
  name: Exclude<keyof RuleFigures['atRisk'], 'medianHoursEarly'>,
): (figures: RuleFigures) => number
function count(of: 'out', name: keyof RuleFigures['out']): (figures: RuleFigures) => number
function count(of: 'atRisk' | 'out', name: string): (figures: RuleFigures) => number {
  return (figures) => Number(new Map<string, unknown>(Object.entries(figures[of])).get(name))
}

interface RowProps {
  name: string
  is: (figures: RuleFigures) => number
  of: Sides
  /** What the rows below it are part of. */
  isLead?: boolean
}

function Row({ name, is, of, isLead = false }: RowProps) {
  const formats = useFormats()
  return <Cells name={name} says={(figures) => formats.integer(is(figures))} of={of} isLead={isLead} />
}

function EarlyRow({ of }: { of: Sides }) {
  const t = useTranslations('stockRules.trial')
  const words = useRuleWords()
  const says = ({ atRisk: { medianHoursEarly } }: RuleFigures) => {
    if (medianHoursEarly !== null) return words.length(medianHoursEarly)
    return (
      <>
        <span aria-hidden="true">–</span>
        <span className="sr-only">{t('noWarning')}</span>
      </>
    )
  }
  return <Cells name={t('early')} says={says} of={of} isLead={false} />
}

interface CellsProps {
  name: string
  says: (figures: RuleFigures) => ReactNode
  of: Sides
  isLead: boolean
}

function Cells({ name, says, of, isLead }: CellsProps) {
  return (
    <tr className="border-b border-line">
      <th scope="row" className={`py-1.5 pr-2 text-left ${isLead ? 'font-strong' : 'pl-4 font-text text-ink-muted'}`}>
        {name}
      </th>
      <td className="px-2 text-right">{says(of.inForce)}</td>
      <td className="pl-2 text-right font-strong">{says(of.proposed)}</td>
    </tr>
  )
}
