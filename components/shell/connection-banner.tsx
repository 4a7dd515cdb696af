'use client'

import { WifiOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useFormats } from '#components/format/use-formats.ts'
import { useConnection, useServerNow } from '#components/live/use-connection.ts'

/** Says above the numbers that they stand still, since when, and when the next attempt is made. */
export function ConnectionBanner() {
  const t = useTranslations('connection')
  const formats = useFormats()
  const { phase, lastHeardAt, retryAt } = useConnection()
  const now = useServerNow(1000)
  if (phase !== 'offline' && phase !== 'silent') return null
  // A page may have been put aside for days: a bare time would be taken for today's.
  const isToday = lastHeardAt === null || now === null || formats.date(lastHeardAt) === formats.date(now)
  const heard = lastHeardAt === null ? null : isToday ? formats.second(lastHeardAt) : formats.since(lastHeardAt, now)
  const retrySeconds = retryAt === null || now === null ? 0 : Math.ceil((retryAt - now) / 1000)
  return (
    <div
      role="status"
      className="flex min-h-9 items-center gap-3 border-b border-line bg-stale-soft px-4 py-1.5 tablet:px-6"
    >
      <WifiOff aria-hidden="true" strokeWidth={1.6} className="size-4" />
      <span className="flex-1">
        <b className="font-strong">
          {heard === null ? t('neverHeard') : t(phase === 'offline' ? 'offlineSince' : 'silentSince', { time: heard })}
        </b>{' '}
        <span className="text-ink-muted">{heard !== null && t('numbersOf', { time: heard })}</span>
      </span>
      {retrySeconds > 0 && (
        <span aria-hidden="true" className="whitespace-nowrap text-ink-faint">
          {t('nextTry', { seconds: retrySeconds })}
        </span>
      )}
    </div>
  )
}
