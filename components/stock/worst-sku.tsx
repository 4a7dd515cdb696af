'use client'

import { useTranslations } from 'next-intl'
import { use } from 'react'
import { LookedAt } from './looked-at.ts'
import { SkuSubject } from './sku-subject.tsx'

/** What stands at the right while no SKU was chosen. */
export function WorstSku() {
  const t = useTranslations('stock')
  const worst = use(LookedAt)
  if (worst === null) return <p className="px-8 py-6 text-ink-muted max-tablet:hidden">{t('choose')}</p>
  return <SkuSubject key={worst.sku} sku={worst.sku} initial={undefined} isChosen={false} />
}
