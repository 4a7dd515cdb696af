import { ArrowRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { TransferRow } from '#contract/views/transfers.ts'

/** From where to where; where it breaks, the arrow goes with where it points. */
export function Route({ transfer: { fromName, toName } }: { transfer: Pick<TransferRow, 'fromName' | 'toName'> }) {
  const t = useTranslations('stock.transfers')
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-1.5 font-strong">
      <span className="wrap-anywhere">{fromName}</span>
      <span className="flex min-w-0 items-center gap-1.5">
        <ArrowRight aria-hidden="true" strokeWidth={1.6} className="size-3 text-ink-faint" />
        <span className="sr-only">{t('to')}</span>
        <span className="wrap-anywhere">{toName}</span>
      </span>
    </span>
  )
}
