'use client'

import { AlarmClockOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { StockAlertRow } from '#contract/views/stock.ts'
import { useFormats } from '#components/format/use-formats.ts'

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase()
}

/** Who has an alert, or until when it is quiet. */
export function Holder({ alert, now }: { alert: StockAlertRow; now: number }) {
  const t = useTranslations('stock')
  const formats = useFormats()
  const { holder, snoozedUntil } = alert
  if (snoozedUntil !== null) {
    return (
      <span className="inline-flex min-w-0 items-center gap-1.25 text-ink-muted">
        <AlarmClockOff aria-hidden="true" strokeWidth={1.6} className="size-3.5" />
        <span className="truncate">{t('snoozedUntil', { time: formats.since(snoozedUntil, now) })}</span>
      </span>
    )
  }
  if (holder === null) return <span className="text-ink-faint">{t('nobody')}</span>
  return (
    <span className="inline-flex min-w-0 items-center gap-1.25 text-ink-muted">
      <span
        aria-hidden="true"
        className="grid size-4.5 shrink-0 place-items-center rounded-full bg-fill-strong text-[0.5rem]/4.5 font-strong text-ink"
      >
        {initials(holder.name)}
      </span>
      <span className="truncate">
        <span className="sr-only">{t('has')} </span>
        {holder.name}
      </span>
    </span>
  )
}
