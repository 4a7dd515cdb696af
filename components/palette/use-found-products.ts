'use client'

import { PackageSearch } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { findProducts } from '#components/stock/find-products.ts'
import { skuHref } from '#components/stock/stock-address.ts'
import { restMs, useLatestSearch } from '#components/ui/use-latest-search.ts'
import { useMay } from '#components/viewer/viewer-context.tsx'
import type { PaletteEntry } from './palette-entry.ts'

/** Products by the words that are typed, as the field of stock finds them. */
export function useFoundProducts() {
  const t = useTranslations('palette')
  const router = useRouter()
  const may = useMay('read:products')
  const { outcome, isBusy, search } = useLatestSearch(findProducts)
  const found = outcome?.state === 'found' ? outcome.products : []
  const entries = found.map(({ sku, title }): PaletteEntry => {
    return {
      id: `sku:${sku}`,
      group: 'stock',
      label: sku,
      detail: title ?? '',
      Icon: PackageSearch,
      choose: () => router.push(skuHref(sku)),
    }
  })
  const trouble =
    outcome?.state === 'offline'
      ? t('productsOffline')
      : outcome?.state === 'failed'
        ? t('productsFailed', { status: outcome.status })
        : null
  return {
    entries,
    isBusy,
    trouble,
    search: (words: string): void => {
      if (may) search(words, restMs)
    },
  }
}
