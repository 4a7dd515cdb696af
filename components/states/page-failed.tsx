'use client'

import { RotateCw, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { FullState } from './full-state.tsx'

interface PageFailedProps {
  /** What the server's log calls this failure; null when it happened in the browser. */
  digest: string | null
  level: 1 | 2
  onRetry: () => void
}

/** A fault of this program, said as such. */
export function PageFailed({ digest, level, onRetry }: PageFailedProps) {
  const t = useTranslations('error')
  return (
    <FullState level={level} Icon={TriangleAlert} title={t('title')}>
      <p className="text-ink-muted">{t('why')}</p>
      {digest !== null && <p className="font-mono text-12 text-ink-faint">{t('code', { digest })}</p>}
      <Button onClick={onRetry} className="mt-2">
        <RotateCw aria-hidden="true" strokeWidth={1.6} />
        {t('retry')}
      </Button>
    </FullState>
  )
}
