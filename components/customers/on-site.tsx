'use client'

import { useTranslations } from 'next-intl'
import { onSiteMs } from '#contract/views/customer.ts'
import type { SeenRow } from '#contract/views/customer.ts'
import { AgeGlyph } from '#components/age-mark/age-glyph.tsx'
import { intervalOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useHowItCame } from './use-how-it-came.ts'
import { readable } from './sentence.ts'
import type { TimelineItem } from './visits.ts'

interface OnSiteProps {
  seen: SeenRow | undefined
  /** Newest first. */
  items: readonly TimelineItem[]
  now: number
  grey: boolean
}

/** Whether somebody is on the site, and on which page. Nothing while they are not: that is said at the visit itself. */
export function OnSite({ seen, items, now, grey }: OnSiteProps) {
  const t = useTranslations('customers.onSite')
  const duration = useDuration()
  const howItCame = useHowItCame()
  if (seen === undefined || now - seen.at > onSiteMs || grey) return null
  const visit = items.find((item) => item.item === 'visit')
  const how = howItCame(visit?.lines.at(-1)?.entry.facts)
  return (
    <section
      aria-label={t('now')}
      className="flex flex-wrap items-center gap-x-4 gap-y-0.5 border-b border-line bg-accent-soft px-4 py-2.5 tablet:min-h-12 tablet:px-6"
    >
      <span className="inline-flex items-center gap-1.5 text-12 font-strong">
        <AgeGlyph age={{ state: 'live', ageMs: 0 }} />
        {t('now')}
      </span>
      <span className="min-w-0 wrap-anywhere max-tablet:w-full">
        <span className="font-strong">{seen.title ?? readable(seen.path ?? undefined)}</span>
        <span className="text-ink-muted">
          {' · '}
          {t('since', { duration: duration(intervalOf(Math.max(1000, now - seen.at))) })}
        </span>
      </span>
      {visit !== undefined && (
        <span className="text-ink-muted max-tablet:w-full tablet:ml-auto">
          {[t('pages', { count: visit.pages }), how].filter((part) => part !== '').join(', ')}
        </span>
      )}
    </section>
  )
}
