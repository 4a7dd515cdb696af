'use client'

import { History } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { AskFailed } from './ask-failed.tsx'
import type { EventsState } from './use-events.ts'

/** The way to what is older than the last line. Reading history pauses the list: both at once could not be followed. */
export function OlderFoot({ events: { older, loadOlder } }: { events: EventsState }) {
  const t = useTranslations('eventLog')
  return (
    // The page must not hold on to the button: the lines that it brings are to be read from where one is.
    <div className="grid min-h-14 [overflow-anchor:none] place-items-center p-3 text-12 text-ink-muted">
      {older === 'none' ? (
        t('noneOlder')
      ) : typeof older === 'object' ? (
        <AskFailed failure={older} onRetry={loadOlder} />
      ) : (
        <Button size="small" className="max-tablet:h-11" disabled={older === 'reading'} onClick={loadOlder}>
          <History aria-hidden="true" strokeWidth={1.6} />
          {older === 'reading' ? t('readingOlder') : t('loadOlder')}
        </Button>
      )}
    </div>
  )
}
