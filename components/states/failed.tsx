'use client'

import { RotateCw, TriangleAlert, WifiOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { FullState } from './full-state.tsx'

interface FailedProps {
  /** What the event server answered; null when it did not answer. */
  status: number | null
  onRetry: () => void
}

/** The event server did not give this view; it will be asked again. */
export function Failed({ status, onRetry }: FailedProps) {
  const t = useTranslations('states')
  return (
    <FullState
      Icon={status === null ? WifiOff : TriangleAlert}
      title={status === null ? t('unreachable') : t('unreadable')}
    >
      <p className="text-ink-muted">{status === null ? t('unreachableWhy') : t('unreadableWhy', { status })}</p>
      <Button onClick={onRetry} className="mt-2">
        <RotateCw aria-hidden="true" strokeWidth={1.6} />
        {t('tryNow')}
      </Button>
    </FullState>
  )
}
