'use client'

import { useTranslations } from 'next-intl'
import { useFormats } from '#components/format/use-formats.ts'
import { useRow } from '#components/live/use-view.ts'

/** How many alerts want somebody; nothing while there are none, and for whoever may not see them. */
export function StockCount({ className }: { className: string }) {
  const t = useTranslations('stock')
  const formats = useFormats()
  const alerts = useRow('stock-totals', 'totals')?.alerts ?? 0
  if (alerts === 0) return null
  return (
    <span className={className}>
      <span aria-hidden="true">{formats.integer(alerts)}</span>
      <span className="sr-only">{t('count', { count: alerts })}</span>
    </span>
  )
}
