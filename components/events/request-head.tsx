'use client'

import { useTranslations } from 'next-intl'
import type { RawRequest } from '#contract/event-details.ts'

/** Method, address and header fields of a request. */
export function RequestHead({ request }: { request: Pick<RawRequest, 'method' | 'url' | 'headers'> }) {
  const t = useTranslations('eventLog')
  return (
    <div>
      <p className="font-mono text-12 wrap-anywhere text-ink">
        {request.method} {request.url}
      </p>
      <dl aria-label={t('headers')} className="mt-2 border-t border-line font-mono text-11">
        {Object.entries(request.headers).map(([name, value]) => (
          <div
            key={name}
            className="grid grid-cols-[10rem_minmax(0,1fr)] gap-x-3 border-b border-line py-1 max-tablet:grid-cols-[7.5rem_minmax(0,1fr)]"
          >
            <dt className="wrap-anywhere text-ink-muted">{name}</dt>
            <dd className="wrap-anywhere text-ink">{[value].flat().join(', ')}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
