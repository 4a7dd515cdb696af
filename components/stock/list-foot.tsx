'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { StockTotalsRow } from '#contract/views/stock.ts'
import { notifications } from '#components/shell/screens.ts'
import { ProductField } from './product-field.tsx'
import { ledgerHref, rulesHref } from './stock-address.ts'

/** What was closed today, and the way to a product that has no alert. */
export function ListFoot({ totals }: { totals: StockTotalsRow }) {
  const t = useTranslations('stock')
  const alive = totals.out + totals.atRisk
  const shown = Math.min(alive, 200)
  return (
    <footer className="mt-auto grid gap-3 border-t border-line px-4 py-4 text-ink-muted tablet:pr-5 tablet:pl-6">
      {shown < alive && <p className="text-12">{t('worstShown', { shown, alerts: alive })}</p>}
      <ProductField />
      <p>{t('closedToday', { count: totals.closedToday })}</p>
      <p className="flex flex-wrap items-center gap-x-4">
        <Link
          href={rulesHref}
          className="inline-flex items-center rounded-2 font-control text-accent hover:underline max-tablet:min-h-11"
        >
          {t('rules')}
        </Link>
        <Link
          href={notifications.href}
          className="inline-flex items-center rounded-2 font-control text-accent hover:underline max-tablet:min-h-11"
        >
          {t('notifications')}
        </Link>
        <Link
          href={ledgerHref}
          className="inline-flex items-center rounded-2 font-control text-accent hover:underline max-tablet:min-h-11"
        >
          {t('ledger.link')}
        </Link>
      </p>
    </footer>
  )
}
