'use client'

import { useTranslations } from 'next-intl'
import { use } from 'react'
import { SkuSubject } from './sku-subject.tsx'
import { WorstAlert } from './worst-alert.ts'

/** What stands at the right while no SKU was chosen. */
export function WorstSku() {
  const t = useTranslations('stock')
  const worst = use(WorstAlert)
  if (worst === null) return <p className="px-8 py-6 text-ink-muted max-tablet:hidden">{t('choose')}</p>
  return <SkuSubject key={worst.sku} sku={worst.sku} initial={undefined} isChosen={false} />
}
