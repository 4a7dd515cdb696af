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

/** Who has an alert, and until when it is quiet. */
export function Holder({ alert, now }: { alert: StockAlertRow; now: number }) {
  const t = useTranslations('stock')
  const formats = useFormats()
  const { holder, snoozedUntil } = alert
  if (snoozedUntil === null)
    return holder === null ? <span className="text-ink-faint">{t('nobody')}</span> : <Name holder={holder} />
  return (
    <span className="inline-flex min-w-0 items-center gap-2.5 text-ink-muted">
      <span className="inline-flex shrink-0 items-center gap-1.25">
        <AlarmClockOff aria-hidden="true" strokeWidth={1.6} className="size-3.5" />
        {t('snoozedUntil', { time: formats.since(snoozedUntil, now) })}
      </span>
      {holder !== null && <Name holder={holder} />}
    </span>
  )
}

function Name({ holder }: { holder: NonNullable<StockAlertRow['holder']> }) {
  const t = useTranslations('stock')
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
