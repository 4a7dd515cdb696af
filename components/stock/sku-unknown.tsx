'use client'

import { PackageSearch } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { FullState } from '#components/states/full-state.tsx'
import { buttonVariants } from '#components/ui/button.tsx'
import { Sheet } from './sheet.tsx'
import { stockHref } from './stock-address.ts'

/** Nobody has ever spoken of a SKU of that name. */
export function SkuUnknown({ sku }: { sku: string }) {
  const t = useTranslations('stock')
  return (
    <Sheet label={t('noSku', { sku })} isChosen isWhole={false}>
      <FullState level={2} Icon={PackageSearch} title={t('noSku', { sku })}>
        <p className="text-ink-muted">{t('noSkuWhy')}</p>
        <Link href={stockHref} scroll={false} className={buttonVariants({ className: 'mt-2 max-tablet:h-11' })}>
          {t('toAlerts')}
        </Link>
      </FullState>
    </Sheet>
  )
}
