'use client'

import { useTranslations } from 'next-intl'
import type { WhyFact } from '#contract/why.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useStockWords } from './use-stock-words.ts'

interface WhyFactsProps {
  facts: readonly WhyFact[]
  currency: string | null
  now: number
}

/** What brought fewer of the page views is no reason to tell. */
const leastShare = 0.05

/** What happened, one sentence each; how much each did to the sales is nothing that anybody knows. */
export function WhyFacts({ facts, currency, now }: WhyFactsProps) {
  const say = useFactWords(currency, now)
  const said = facts.map(say).filter((sentence) => sentence !== null)
  if (said.length === 0) return null
  return (
    <ul className="mt-2 text-12/4.75 text-ink-muted">
      {said.map((sentence) => (
        <li
          key={sentence}
          className="relative pl-3.5 wrap-anywhere before:absolute before:top-2.25 before:left-0 before:h-px before:w-1.25 before:bg-ink-faint"
        >
          {sentence}
        </li>
      ))}
    </ul>
  )
}

function useFactWords(currency: string | null, now: number): (fact: WhyFact) => string | null {
  const t = useTranslations('stock.why.facts')
  const formats = useFormats()
  const words = useStockWords()
  return (fact) => {
    switch (fact.fact) {
      case 'channel':
      case 'campaign':
        return fact.share < leastShare
          ? null
          : t(fact.fact, { name: fact.name, share: formats.percent(Math.round(fact.share * 100) / 100) })
      case 'price': {
        if (currency === null) return null
        const [from, to] = [formats.money(fact.fromMinor, currency), formats.money(fact.toMinor, currency)]
        return t('price', { from, to, time: formats.since(fact.at, now) })
      }
      case 'substitute-out':
        return t('substituteOut', { title: fact.title, count: fact.places, time: formats.since(fact.since, now) })
      case 'big-order':
        return t('bigOrder', { units: words.units(fact.units), place: fact.place, time: formats.since(fact.at, now) })
    }
  }
}
