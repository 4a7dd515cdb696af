'use client'

import { TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { CaptureState } from '#contract/capture-state.ts'
import { useFormats } from '#components/format/use-formats.ts'

/** Times of which changes are missing: said, and never forgotten. */
export function CaptureGaps({ gaps, now }: { gaps: CaptureState['gaps']; now: number }) {
  const t = useTranslations('capture')
  const problems = useTranslations('databases.problems')
  const formats = useFormats()
  return (
    <section aria-label={t('gaps')} className="flex gap-3 bg-warn-soft px-3.5 py-3">
      <TriangleAlert aria-hidden="true" strokeWidth={1.6} className="mt-0.5 size-4 text-warn" />
      <div className="grid min-w-0 gap-1 text-ink">
        <h4 className="font-strong text-warn">{t('gaps')}</h4>
        <ul className="grid gap-0.5">
          {gaps.map(({ from, to, reason }) => {
            const facts = { from: formats.since(from, now), reason: problems(`${reason}.title`) }
            return (
              <li key={from}>
                {to === null ? t('gapOpen', facts) : t('gap', { ...facts, to: formats.since(to, now) })}
              </li>
            )
          })}
        </ul>
      </div>
    </section>
  )
}
