'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { StockTotalsRow } from '#contract/views/stock.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { useServerNow } from '#components/live/use-connection.ts'
import type { RequestFailure } from '#components/sources/send-request.ts'
import type { ViewAge } from '#components/wall/use-view-age.ts'
import { ViewStages } from '#components/wall/view-stages.tsx'
import { FailureNote } from './failure-note.tsx'
import { useStockWords } from './use-stock-words.ts'

interface ListHeadProps {
  /** Absent until the first rows. */
  totals: StockTotalsRow | undefined
  viewAge: ViewAge
  /** Why the alert that a key was to take was not taken. */
  failure: RequestFailure | null
}

/** How many alerts, what is at stake, and how old that is. */
export function ListHead({ totals, viewAge, failure }: ListHeadProps) {
  const t = useTranslations('stock')
  const words = useStockWords()
  const stake = totals && words.stake(totals.atStakeMinor, totals.currency)
  return (
    <header className="flex flex-wrap items-baseline gap-x-2 border-b border-line px-4 py-3 tablet:pr-5 tablet:pl-6">
      <h2 id="alerts" className={`font-strong ${viewAge.grey ? 'text-stale' : ''}`}>
        {totals === undefined ? t('alerts') : t('count', { count: totals.alerts })}
      </h2>
      {stake != null && totals !== undefined && totals.alerts > 0 && (
        <span className="text-12 whitespace-nowrap text-ink-muted">{t('atStakeOf', { stake })}</span>
      )}
      <span className="ml-auto text-12">
        <AgeMark age={viewAge.age} now={viewAge.now}>
          <ViewStages topic="stock" title={t('newest')} targetSeconds={stockTargetSeconds} />
        </AgeMark>
      </span>
      <FailureNote failure={failure} />
      {totals !== undefined && <Announcer totals={totals} />}
    </header>
  )
}

/** As the view promises. */
export const stockTargetSeconds = 30

const everyMs = 10_000

/** Says to a screen reader, politely, that there are more or fewer alerts; not more often than every 10 s. */
function Announcer({ totals }: { totals: StockTotalsRow }) {
  const t = useTranslations('stock')
  const tick = useServerNow(everyMs)
  const { out, atRisk } = totals
  const [said, setSaid] = useState({ tick, out, atRisk, text: '' })
  if (said.tick !== tick) {
    const isNew = said.tick !== null && (out !== said.out || atRisk !== said.atRisk)
    const text = isNew ? t('announcement', { out, atRisk }) : said.text
    setSaid({ tick, out, atRisk, text })
  }
  return (
    <p role="status" className="sr-only">
      {said.text}
    </p>
  )
}
