'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { use } from 'react'
import type { FeedState } from '#contract/feed-state.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { FreshSecretContext } from './fresh-secret.ts'
import { Section } from './section.tsx'

interface FeedPanelProps {
  slug: string
  /** null before it was tried. */
  feed: FeedState | null
  now: number
  /** The numbers may no longer be true. */
  grey: boolean
}

/** How the reading of a calendar goes: when it was read, what is in it, and what stands in the way. */
export function FeedPanel({ slug, feed, now, grey }: FeedPanelProps) {
  const t = useTranslations('sources.feed')
  const formats = useFormats()
  const { fresh } = use(FreshSecretContext)
  return (
    <Section title={t('title')}>
      {feed !== null && feed.problem !== null && (
        <p role="alert" className="mb-4 bg-bad-soft px-3 py-2 text-bad">
          {t('problem', { reason: feed.problem, since: formats.since(feed.problemSince ?? now, now) })}
        </p>
      )}
      <dl data-grey={grey} className={`grid grid-cols-2 gap-x-8 gap-y-3 desk:grid-cols-4 ${grey ? 'text-stale' : ''}`}>
        {fresh?.slug === slug && <Fact name={t('address')}>{fresh.secret}</Fact>}
        <Fact name={t('readAt')}>{feed?.readAt == null ? t('never') : formats.since(feed.readAt, now)}</Fact>
        <Fact name={t('meetings')}>{feed?.readAt == null ? '–' : formats.integer(feed.meetings)}</Fact>
      </dl>
      {feed !== null && feed.refused.length > 0 && (
        <div className="mt-4">
          <h4 className="text-12 font-medium">{t('refused', { count: feed.refused.length })}</h4>
          <ul className="mt-1 grid gap-1 text-ink-muted">
            {refusedOf(feed).map(({ uid, reason }) => (
              <li key={`${uid ?? ''} ${reason}`} className="wrap-anywhere">
                <code className="font-mono text-12">{uid ?? t('noUid')}</code> {reason}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  )
}

/** What is wrong in the same way is said once. */
function refusedOf({ refused }: FeedState): FeedState['refused'] {
  return [...new Map(refused.map((each) => [`${each.uid ?? ''} ${each.reason}`, each])).values()]
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-ink-muted">{name}</dt>
      <dd className="text-15 font-strong wrap-anywhere">{children}</dd>
    </div>
  )
}
