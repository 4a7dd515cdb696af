'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useRef } from 'react'
import { AskFailed } from '#components/events/ask-failed.tsx'
import { Button } from '#components/ui/button.tsx'
import type { TimelineState } from './use-timeline.ts'

interface OlderEntriesProps {
  timeline: TimelineState
  isEmpty: boolean
  isNarrowed: boolean
}

/** The end of what is shown: older entries come when it is scrolled to, or pressed. */
export function OlderEntries({ timeline: { older, loadOlder }, isEmpty, isNarrowed }: OlderEntriesProps) {
  const t = useTranslations('customers.timeline')
  const end = useRef<HTMLDivElement>(null)
  const reached = useEffectEvent(() => {
    if (older === 'idle') loadOlder()
  })
  // Watched anew after each page: an end that is still in sight does not come into it again.
  useEffect(() => {
    if (end.current === null || older !== 'idle') return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) reached()
      },
      { rootMargin: '400px' },
    )
    observer.observe(end.current)
    return () => {
      observer.disconnect()
    }
  }, [older])
  return (
    <div ref={end} className="grid min-h-14 [overflow-anchor:none] place-items-center p-3 text-12 text-ink-muted">
      {older === 'none' ? (
        isEmpty ? (
          t(isNarrowed ? 'emptyKind' : 'empty')
        ) : (
          t('beginning')
        )
      ) : typeof older === 'object' ? (
        <AskFailed failure={older} onRetry={loadOlder} />
      ) : (
        <Button size="small" className="max-tablet:h-11" disabled={older === 'reading'} onClick={loadOlder}>
          {older === 'reading' ? t('readingOlder') : t('loadOlder')}
        </Button>
      )}
    </div>
  )
}
