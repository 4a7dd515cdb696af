'use client'

import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import type { StockPlaceRow } from '#contract/views/stock.ts'
import { columns } from './place-columns.ts'
import { placesToShow } from './place-order.ts'
import { PlaceTableRow } from './place-table-row.tsx'
import { useStockWords } from './use-stock-words.ts'

interface PlaceTableProps {
  places: readonly StockPlaceRow[]
  /** Epoch ms, to the minute. */
  now: number
  grey: boolean
  /** The place of the alert that is looked at. */
  current: string | undefined
}

const head = 'h-8 px-2 font-text whitespace-nowrap'

/** A SKU in its places, by need. */
export function PlaceTable({ places, now, grey, current }: PlaceTableProps) {
  const t = useTranslations('stock.table')
  const [all, setAll] = useState(false)
  const { shown, hidden } = useMemo(() => placesToShow(places, all), [places, all])
  return (
    <>
      <table className="mt-3 w-full border-collapse">
        <caption className="sr-only">{t('caption')}</caption>
        <TableHead />
        <tbody>
          {shown.map((place) => (
            <PlaceTableRow
              key={place.place}
              place={place}
              now={now}
              grey={grey}
              isCurrent={place.place === current && places.length > 1}
            />
          ))}
        </tbody>
      </table>
      {(hidden.length > 0 || all) && (
        <p className="flex min-h-9 flex-wrap items-center gap-x-3 text-ink-muted">
          {hidden.length > 0 && <HiddenPlaces hidden={hidden} />}
          <button
            type="button"
            onClick={() => {
              setAll(!all)
            }}
            className="rounded-2 font-control text-accent hover:underline max-tablet:h-11"
          >
            {all ? t('showFewer') : t('show')}
          </button>
        </p>
      )}
    </>
  )
}

function TableHead() {
  const t = useTranslations('stock.table')
  return (
    <thead className="text-12 text-ink-muted">
      <tr className="border-b border-line">
        <th scope="col" className="h-8 pr-2 text-left font-text">
          {t('place')}
        </th>
        <th scope="col" className={`${head} text-right`}>
          {t('onHand')}
        </th>
        <th scope="col" className={`${head} text-right ${columns.coming}`}>
          {t('coming')}
        </th>
        <th scope="col" className={`${head} pl-5 text-left ${columns.demand}`}>
          {t('demand')}
        </th>
        <th scope="col" className={`${head} text-right ${columns.perHour}`}>
          {t('perHour')}
        </th>
        <th scope="col" className={`${head} text-right ${columns.moved}`}>
          <span className="sr-only">{t('moved')}</span>
        </th>
        <th scope="col" className={`${head} text-right`}>
          {t('cover')}
        </th>
        <th scope="col" className={`${head} pl-5 text-left ${columns.risk}`}>
          {t('risk')}
        </th>
        <th scope="col" className={`h-8 pl-2 text-right font-text whitespace-nowrap ${columns.delivery}`}>
          {t('delivery')}
        </th>
      </tr>
    </thead>
  )
}

function HiddenPlaces({ hidden }: { hidden: readonly StockPlaceRow[] }) {
  const t = useTranslations('stock.table')
  const words = useStockWords()
  const least = hidden[0]?.hoursToZero ?? null
  return (
    <span>
      {least === null
        ? t('morePlacesQuiet', { count: hidden.length })
        : t('morePlaces', { count: hidden.length, cover: words.cover(least) })}
    </span>
  )
}
