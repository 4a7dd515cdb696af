'use client'

import { PackageSearch } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { buttonVariants } from '#components/ui/button.tsx'
import { Sheet } from './sheet.tsx'
import { stockHref } from './stock-address.ts'

/** Nobody has ever spoken of a SKU of that name. */
export function SkuUnknown({ sku }: { sku: string }) {
  const t = useTranslations('stock')
  return (
    <Sheet label={t('noSku', { sku })} isChosen isWhole={false}>
      <div className="grid max-w-96 justify-items-start gap-2 max-tablet:pr-10">
        <PackageSearch aria-hidden="true" strokeWidth={1.6} className="size-5 text-ink-muted" />
        <h2 className="font-strong wrap-anywhere">{t('noSku', { sku })}</h2>
        <p className="text-ink-muted">{t('noSkuWhy')}</p>
        <Link href={stockHref} scroll={false} className={buttonVariants({ className: 'mt-2 max-tablet:h-11' })}>
          {t('toAlerts')}
        </Link>
      </div>
    </Sheet>
  )
}
