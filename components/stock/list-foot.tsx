'use client'

import { ArrowRight } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { StockTotalsRow } from '#contract/views/stock.ts'
import { notifications } from '#components/shell/screens.ts'
import { Button } from '#components/ui/button.tsx'
import { control } from '#components/ui/field.tsx'
import { ledgerHref, rulesHref, skuHref } from './stock-address.ts'

/** What was closed today, and the way to a SKU that has no alert. */
export function ListFoot({ totals }: { totals: StockTotalsRow }) {
  const t = useTranslations('stock')
  const router = useRouter()
  const open = (form: FormData): void => {
    const sku = form.get('sku')
    if (typeof sku === 'string' && sku.trim() !== '') router.push(skuHref(sku.trim()), { scroll: false })
  }
  const alive = totals.out + totals.atRisk
  const shown = Math.min(alive, 200)
  return (
    <footer className="mt-auto grid gap-3 border-t border-line px-4 py-4 text-ink-muted tablet:pr-5 tablet:pl-6">
      {shown < alive && <p className="text-12">{t('worstShown', { shown, alerts: alive })}</p>}
      <form action={open} className="flex gap-2">
        <input
          name="sku"
          aria-label={t('openSku')}
          placeholder={t('openSku')}
          autoComplete="off"
          spellCheck={false}
          className={control}
        />
        <Button type="submit" aria-label={t('open')} title={t('open')} className="max-tablet:h-11 max-tablet:w-11">
          <ArrowRight aria-hidden="true" strokeWidth={1.6} />
        </Button>
      </form>
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
