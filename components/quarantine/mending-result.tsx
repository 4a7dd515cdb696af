'use client'

import { Check, TriangleAlert } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { Ref } from 'react'
import type { ReplayAnswer } from '#contract/quarantine.ts'
import { useAskWords } from '#components/events/use-ask-words.ts'
import type { Mending } from './use-mending.ts'

/** What became of a replay. */
export function MendingResult({ mending, ref }: { mending: Mending; ref: Ref<HTMLDivElement> }) {
  const t = useTranslations('quarantine')
  const askWords = useAskWords()
  return (
    <div ref={ref} role="status" tabIndex={-1} className="mt-3 empty:hidden">
      {mending.phase === 'busy' && <p className="text-ink-muted">{t('replaying')}</p>}
      {mending.phase === 'discarded' && <p>{t('wasDiscarded')}</p>}
      {mending.phase === 'failed' && <Bad>{askWords(mending.failure)}</Bad>}
      {mending.phase === 'replayed' && <Replayed answer={mending.answer} />}
    </div>
  )
}

function Bad({ children }: { children: string }) {
  return (
    <p className="flex items-start gap-2 text-bad">
      <TriangleAlert aria-hidden="true" strokeWidth={1.6} className="mt-0.5 size-4" />
      {children}
    </p>
  )
}

function Replayed({ answer: { request, results } }: { answer: ReplayAnswer }) {
  const t = useTranslations('quarantine')
  const stored = results.flatMap(({ outcome, position }) => (outcome === 'stored' && position ? [position] : []))
  const known = results.filter(({ outcome }) => outcome === 'duplicate').length
  return (
    <div className="grid gap-1">
      {request.state === 'open' ? (
        <Bad>{t('stillWrong', { detail: request.detail })}</Bad>
      ) : (
        <p className="flex items-center gap-2 text-good">
          <Check aria-hidden="true" strokeWidth={1.6} className="size-4" />
          {t('wasReplayed')}
        </p>
      )}
      {results.length > 0 && (
        <p className="text-12 text-ink-muted">{t('outcomes', { stored: stored.length, known })}</p>
      )}
      {stored.slice(0, 10).map((position) => (
        <Link
          key={position}
          href={`/events?open=${position}`}
          className="justify-self-start text-12 text-accent underline underline-offset-3"
        >
          {t('openEvent', { position })}
        </Link>
      ))}
    </div>
  )
}
