'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { ProductRow } from '#contract/views/meetings.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { BriefSection } from './brief-section.tsx'

const cell = 'px-2 first:pl-0 last:pr-0'
const number = `${cell} text-right whitespace-nowrap`

/** What there is of the products whose pages they saw. */
export function ProductTable({ products, age }: { products: readonly ProductRow[]; age: ReactNode }) {
  const t = useTranslations('meetings.stock')
  if (products.length === 0) return null
  return (
    <BriefSection id="stock" title={t('title')} aside={age}>
      <table className="mt-1 w-full border-collapse">
        <thead>
          <tr className="h-8 border-b border-line text-12 text-ink-muted">
            <th scope="col" className={`${cell} text-left font-text`}>
              {t('product')}
            </th>
            <th scope="col" className={`${number} font-text`}>
              {t('seen')}
            </th>
            <th scope="col" className={`${number} font-text`}>
              {t('warehouses')}
            </th>
            <th scope="col" className={`${number} font-text max-tablet:hidden`}>
              {t('stores')}
            </th>
            <th scope="col" className={`${number} font-text`}>
              {t('next')}
            </th>
          </tr>
        </thead>
        <tbody>
          {products.map((product) => (
            <ProductLine key={product.sku} product={product} />
          ))}
        </tbody>
      </table>
    </BriefSection>
  )
}

function ProductLine({ product: { sku, title, seen, inStores, inWarehouses, next } }: { product: ProductRow }) {
  const t = useTranslations('meetings.stock')
  const formats = useFormats()
  const level = (units: number | null) => (units === null ? t('unknown') : formats.integer(units))
  return (
    <tr className="h-8 border-b border-line last:border-0">
      <th scope="row" className={`${cell} text-left font-text wrap-anywhere`}>
        {title ?? sku}
      </th>
      <td className={number}>{formats.integer(seen)}</td>
      <td className={number}>{level(inWarehouses)}</td>
      <td className={`${number} max-tablet:hidden`}>{level(inStores)}</td>
      <td className={`${number} max-tablet:whitespace-normal ${next === null ? 'text-ink-muted' : ''}`}>
        {next === null
          ? t('none')
          : t('delivery', { units: formats.integer(next.quantity), day: formats.shortDay(next.expectedAt) })}
      </td>
    </tr>
  )
}
