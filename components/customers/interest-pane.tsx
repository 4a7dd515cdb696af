'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { InterestRow, InterestTermRow } from '#contract/views/customer.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { RollingNumber } from '#components/ui/rolling-number.tsx'
import { useCustomerWords } from './use-customer-words.ts'
import { warmthOf } from './warmth.ts'

interface InterestPaneProps {
  interest: InterestRow | undefined
  now: number
  grey: boolean
  /** The age mark of the page's numbers. */
  age: ReactNode
}

const reasonsShown = 5

/** How interested somebody is, and why: the reasons add up to the score. */
export function InterestPane({ interest, now, grey, age }: InterestPaneProps) {
  const t = useTranslations('customers.interest')
  const warmth = interest === undefined ? null : warmthOf(interest, now)
  const shown = warmth?.reasons.slice(0, reasonsShown) ?? []
  const rest = (warmth?.score ?? 0) - shown.reduce((sum, { points }) => sum + points, 0)
  return (
    <section aria-labelledby="interest">
      <div className="flex items-baseline justify-between gap-3">
        <h3 id="interest" className="font-strong">
          {t('title')}
        </h3>
        <span className="text-12">{age}</span>
      </div>
      <p className="mt-1 flex items-end gap-3">
        <span className={`text-44 font-number tracking-[-0.03em] ${grey ? 'text-stale' : ''}`}>
          <RollingNumber text={String(warmth?.score ?? 0)} at={interest?.at ?? null} />
        </span>
        <span className="pb-1.75 text-12 text-ink-muted">{t('of', { warmth: t(warmth?.word ?? 'cold') })}</span>
      </p>
      {shown.length === 0 ? (
        <p className="mt-2 text-ink-muted">{t('none')}</p>
      ) : (
        <>
          <div className="mt-4 flex items-baseline justify-between">
            <h4 id="because" className="font-strong">
              {t('because')}
            </h4>
            <span className="text-12 text-ink-muted">{t('points')}</span>
          </div>
          <ul aria-labelledby="because">
            {shown.map(({ term, points }) => (
              <ReasonLine
                key={`${term.rule ?? ''} ${term.about ?? ''}`}
                term={term}
                points={points}
                most={shown[0]?.points ?? 1}
                now={now}
                grey={grey}
              />
            ))}
            {rest > 0 && (
              <li className="flex justify-between gap-3 py-2 text-ink-muted">
                <span>{t('rest')}</span>
                <span>{rest}</span>
              </li>
            )}
          </ul>
        </>
      )}
    </section>
  )
}

interface ReasonLineProps {
  term: InterestTermRow
  points: number
  most: number
  now: number
  grey: boolean
}

function ReasonLine({ term, points, most, now, grey }: ReasonLineProps) {
  const t = useTranslations('customers.interest')
  const words = useCustomerWords()
  const formats = useFormats()
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1 pt-2 pb-2.25">
      <span className="font-strong wrap-anywhere">{words.reason(term)}</span>
      <span className="font-number">{points}</span>
      <span
        className="col-span-2 text-12 text-ink-muted"
        title={`${formats.day(term.lastAt, now)}, ${formats.second(term.lastAt)}`}
      >
        {t('times', { count: term.count, time: words.ago(term.lastAt, now) })}
      </span>
      <span aria-hidden="true" className="col-span-2 h-1 rounded-1 bg-fill-strong">
        <span
          className={`block h-full rounded-1 transition-[width] duration-(--d-move) ${grey ? 'bg-stale' : 'bg-accent'}`}
          style={{ width: `${Math.round((100 * points) / Math.max(1, most))}%` }}
        />
      </span>
    </li>
  )
}
