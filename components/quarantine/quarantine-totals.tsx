'use client'

import { useTranslations } from 'next-intl'
import type { QuarantineTotal } from '#contract/quarantine.ts'
import { isGrey } from '#components/age-mark/age-of.ts'
import { useFormats } from '#components/format/use-formats.ts'
import type { QuarantineAddress } from './quarantine-address.ts'
import { stageKeys } from './stage-key.ts'
import { useReadAge } from '#components/states/use-read-age.ts'

interface QuarantineTotalsProps {
  address: QuarantineAddress
  totals: readonly QuarantineTotal[]
  /** When they were read, epoch ms. */
  readAt: number
  onGo: (address: QuarantineAddress) => void
}

const head = 'h-7 border-b border-line px-2 text-12 font-text whitespace-nowrap text-ink-faint first:pl-0 last:pr-0'
const cell = 'h-8 border-b border-line px-2 text-12 whitespace-nowrap first:pl-0 last:pr-0'

/** How many of which, by source and stage; a press on a line looks at those. */
export function QuarantineTotals({ address, totals, readAt, onGo }: QuarantineTotalsProps) {
  const t = useTranslations('quarantine')
  const formats = useFormats()
  const grey = isGrey(useReadAge(readAt).age.state)
  const waiting = grey ? 'font-number' : 'font-number text-warn'
  if (totals.length === 0) return null
  return (
    <div className="px-4 pt-3 pb-4 tablet:px-6">
      <table className="w-full max-w-160 border-collapse">
        <caption className="sr-only">{t('totals')}</caption>
        <thead>
          <tr className="text-right">
            <th scope="col" className={`${head} text-left`}>
              {t('source')}
            </th>
            <th scope="col" className={`${head} text-left`}>
              {t('stage')}
            </th>
            <th scope="col" className={head}>
              {t('states.open')}
            </th>
            <th scope="col" className={`${head} max-tablet:hidden`}>
              {t('lastDay')}
            </th>
            <th scope="col" className={head}>
              {t('dropped')}
            </th>
          </tr>
        </thead>
        <tbody>
          {totals.map(({ source, stage, open, refusedLastDay, dropped }) => {
            const isChosen = address.source === source && address.stage === stage
            return (
              <tr key={`${source} ${stage}`} className={`text-right ${grey ? 'text-stale' : 'text-ink-muted'}`}>
                <th scope="row" className={`${cell} text-left font-strong text-ink`}>
                  <button
                    type="button"
                    aria-pressed={isChosen}
                    onClick={() => {
                      const filter = isChosen ? { source: null, stage: null } : { source, stage }
                      onGo({ ...address, ...filter, before: null, open: null })
                    }}
                    className="rounded-1 underline decoration-line-strong underline-offset-3 hover:decoration-accent aria-pressed:text-accent max-tablet:min-h-6"
                  >
                    {source}
                  </button>
                </th>
                <td className={`${cell} text-left`}>{t(`stages.${stageKeys[stage]}`)}</td>
                <td className={`${cell} ${open > 0 ? waiting : ''}`}>{formats.integer(open)}</td>
                <td className={`${cell} max-tablet:hidden`}>{formats.integer(refusedLastDay)}</td>
                <td className={cell}>{formats.integer(dropped)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
