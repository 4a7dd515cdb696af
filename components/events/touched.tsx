'use client'

import { CircleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { TouchedProjection } from '#contract/event-details.ts'

const words = { ignored: 'ignored', applied: 'applied', waiting: 'waiting', 'set-aside': 'setAside' } as const

/** What each projection has made of the event, and which views show that. */
export function Touched({ touched }: { touched: readonly TouchedProjection[] }) {
  const t = useTranslations('eventLog')
  return (
    <ul className="border-t border-line">
      {touched.map(({ projection, state, error, attempts, views }) => (
        <li
          key={projection}
          className="grid min-h-8 grid-cols-[7rem_minmax(0,1fr)] items-baseline gap-x-3 border-b border-line py-1.5 text-12"
        >
          <span className={`truncate ${state === 'ignored' ? 'text-ink-muted' : 'font-strong text-ink'}`}>
            {projection}
          </span>
          <span>
            <span className={state === 'set-aside' ? 'text-bad' : 'text-ink'}>
              {state === 'set-aside' && (
                <CircleAlert aria-hidden="true" strokeWidth={1.6} className="mr-1 inline size-3.5 align-[-2px]" />
              )}
              {t(`touch.${words[state]}`)}
            </span>
            {state !== 'ignored' && views.length > 0 && (
              <span className="text-ink-muted"> · {t('views', { views: views.join(', ') })}</span>
            )}
            {error !== null && (
              <span className="mt-0.5 block wrap-anywhere text-ink-muted">
                {error} · {t('attempts', { count: attempts })}
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
