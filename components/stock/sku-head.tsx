'use client'

import { useTranslations } from 'next-intl'
import type { PlaceState, StockPlaceRow, StockSkuRow } from '#contract/views/stock.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { byNeed } from './place-order.ts'
import { useStockWords } from './use-stock-words.ts'

const cells: Record<PlaceState, string> = {
  out: 'bg-bad',
  'at-risk': 'bg-warn',
  fine: 'bg-fill-strong',
  unknown: 'border border-dashed border-stale',
}

interface SkuHeadProps {
  sku: StockSkuRow
  places: readonly StockPlaceRow[]
  grey: boolean
}

/** What it is and what it costs, and how its places are: a cell each. */
export function SkuHead({ sku, places, grey }: SkuHeadProps) {
  const t = useTranslations('stock')
  const formats = useFormats()
  const words = useStockWords()
  const money = (amount: number | null) =>
    amount === null || sku.currency === null ? null : formats.money(amount, sku.currency)
  const price = money(sku.priceMinor)
  const margin = money(sku.marginMinor)
  const facts = [
    sku.title === sku.sku ? null : sku.sku,
    price,
    margin === null ? null : t('margin', { margin }),
    t('inAll', { units: words.units(sku.onHand) }),
  ].filter((fact) => fact !== null)
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 max-tablet:pr-10">
      <div className="min-w-0">
        <h2 className="text-18 font-title tracking-[-0.012em] wrap-anywhere">{sku.title}</h2>
        <p className={`wrap-anywhere ${grey ? 'text-stale' : 'text-ink-muted'}`}>{facts.join(' · ')}</p>
      </div>
      <div className={`grid gap-1.5 @2xl:justify-items-end ${grey ? 'opacity-50 grayscale' : ''}`}>
        <div aria-hidden="true" className="flex max-w-84 flex-wrap gap-0.5">
          {places.toSorted(byNeed).map(({ place, state }) => (
            <i key={place} className={`size-3 rounded-[2px] ${cells[state]}`} />
          ))}
        </div>
        <p className="text-12 text-ink-muted">
          <Count state="out" count={sku.out} className="text-bad" />
          <Count state="at-risk" count={sku.atRisk} className="text-warn" />
          <Count state="fine" count={sku.fine} isAlways />
          <Count state="unknown" count={sku.unknown} />
        </p>
      </div>
    </header>
  )
}

interface CountProps {
  state: PlaceState
  count: number
  className?: string
  isAlways?: boolean
}

function Count({ state, count, className = '', isAlways = false }: CountProps) {
  const t = useTranslations('stock.state')
  if (count === 0 && !isAlways) return null
  return (
    <span className="not-first:before:content-['_·_']">
      <span className={className === '' ? '' : `font-strong ${className}`}>{t(state, { count })}</span>
    </span>
  )
}
