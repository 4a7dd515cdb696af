'use client'

import { useTranslations } from 'next-intl'
import { memo } from 'react'
import type { StockPlaceRow } from '#contract/views/stock.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { Sparkline } from '#components/charts/sparkline.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { columns } from './place-columns.ts'
import { RiskBar } from './risk-bar.tsx'
import { useStockWords } from './use-stock-words.ts'

interface PlaceTableRowProps {
  place: StockPlaceRow
  now: number
  /** The whole view may no longer be true. */
  grey: boolean
  isCurrent: boolean
}

const cell = 'px-2 text-right whitespace-nowrap'

/** One place. What is not known of it is said, and nothing of it is shown as if it were. */
export const PlaceTableRow = memo(function PlaceTableRow({ place, now, grey, isCurrent }: PlaceTableRowProps) {
  const t = useTranslations('stock.table')
  const formats = useFormats()
  const words = useStockWords()
  const { state, onHand, coming, divertedPerHour, unitsPerHour } = place
  const isUnknown = state === 'unknown'
  const isGrey = grey || isUnknown
  const colour = isGrey ? 'text-stale' : state === 'out' ? 'text-bad' : state === 'at-risk' ? 'text-warn' : ''
  return (
    <tr data-state={state} className={`h-9 border-b border-line max-tablet:h-11 ${isGrey ? 'text-stale' : ''}`}>
      <th
        scope="row"
        aria-current={isCurrent ? 'true' : undefined}
        title={place.name}
        className="max-w-48 truncate pr-2 text-left font-strong aria-[current=true]:text-accent"
      >
        {place.name}
      </th>
      <td className={`${cell} py-1 font-strong ${state === 'out' ? colour : ''}`}>
        {onHand === null ? t('never') : words.units(onHand)}
        {coming > 0 && (
          <span className={`text-12 font-text ${columns.underOnHand} ${isGrey ? 'text-stale' : 'text-ink-muted'}`}>
            {t('unitsComing', { units: words.units(coming) })}
          </span>
        )}
      </td>
      <td className={`${cell} ${columns.coming} ${isGrey ? '' : 'text-ink-muted'}`}>
        {coming === 0 ? <span className={isGrey ? '' : 'text-ink-faint'}>{t('nothing')}</span> : words.units(coming)}
      </td>
      <td className={`${cell} pl-5 ${columns.demand}`}>
        <Sparkline values={place.days} />
      </td>
      <td className={`${cell} ${columns.perHour}`}>{formats.rate(unitsPerHour)}</td>
      <td className={`${columns.moved} pr-2 whitespace-nowrap ${isGrey ? '' : 'text-ink-muted'}`}>
        {divertedPerHour > 0.005 && !isUnknown && t('movedHere', { rate: formats.rate(divertedPerHour) })}
      </td>
      <td className={`${cell} ${isUnknown || state === 'fine' ? '' : `font-strong ${colour}`}`}>
        <Cover place={place} />
      </td>
      {isUnknown ? (
        <td colSpan={2} className="hidden pl-5 text-12 @md:table-cell">
          {place.lastKnownAt !== null && (
            <AgeMark age={{ state: 'offline', lastKnownAt: place.lastKnownAt }} now={now} />
          )}
        </td>
      ) : (
        <>
          <td className={`pl-5 ${columns.risk}`}>
            <RiskBar risk={place.risk} state={state} grey={grey} />
          </td>
          <td className={`pl-2 text-right ${columns.delivery}`}>
            <NextDelivery place={place} now={now} grey={grey} />
          </td>
        </>
      )}
    </tr>
  )
})

function Cover({ place: { state, hoursToZero } }: { place: StockPlaceRow }) {
  const t = useTranslations('stock.table')
  const words = useStockWords()
  if (state === 'unknown') return t('unknown')
  if (state === 'out') return t('out')
  return hoursToZero === null ? <span className="text-ink-faint">{t('quiet')}</span> : words.cover(hoursToZero)
}

function NextDelivery({ place: { nextDelivery }, now, grey }: Pick<PlaceTableRowProps, 'place' | 'now' | 'grey'>) {
  const t = useTranslations('stock.table')
  const formats = useFormats()
  const words = useStockWords()
  if (nextDelivery === null) return <span className="text-ink-faint">{t('none')}</span>
  const { units, at } = nextDelivery
  const said = t('unitsOn', { units: words.units(units), day: formats.shortDay(at) })
  return at < now ? <span className={grey ? '' : 'text-warn'}>{t('late', { said })}</span> : said
}
