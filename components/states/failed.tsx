'use client'

import { RotateCw, TriangleAlert, WifiOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { FullState } from './full-state.tsx'
import { useHealing } from './use-healing.ts'

interface FailedProps {
  /** What the event server answered; null when it did not answer. */
  status: number | null
  level: 1 | 2
}

/** The event server did not give this view; it is asked again until it does. */
export function Failed({ status, level }: FailedProps) {
  const t = useTranslations('states')
  const ask = useHealing()
  return (
    <FullState
      level={level}
      Icon={status === null ? WifiOff : TriangleAlert}
      title={status === null ? t('unreachable') : t('unreadable')}
    >
      <p className="text-ink-muted">{status === null ? t('unreachableWhy') : t('unreadableWhy', { status })}</p>
      <Button onClick={ask} className="mt-2">
        <RotateCw aria-hidden="true" strokeWidth={1.6} />
        {t('tryNow')}
      </Button>
    </FullState>
  )
}
