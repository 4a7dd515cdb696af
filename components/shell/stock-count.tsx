'use client'

import { useTranslations } from 'next-intl'
import { useFormats } from '#components/format/use-formats.ts'
import { usePhase, useRow } from '#components/live/use-view.ts'

const topic = 'stock-totals'

/** How many alerts want somebody, grey while the line is lost; nothing while there are none, or none may be seen. */
export function StockCount({ className }: { className: string }) {
  const t = useTranslations('stock')
  const formats = useFormats()
  const alerts = useRow(topic, 'totals')?.alerts ?? 0
  const phase = usePhase(topic, undefined)
  if (alerts === 0) return null
  return (
    <span data-grey={phase !== 'live'} className={className}>
      <span aria-hidden="true">{formats.integer(alerts)}</span>
      <span className="sr-only">{t('count', { count: alerts })}</span>
    </span>
  )
}
