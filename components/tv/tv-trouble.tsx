'use client'

import { useTranslations } from 'next-intl'
import { AgeGlyph } from '#components/age-mark/age-glyph.tsx'
import type { Refusal } from '#components/states/refusal.ts'
import { useHealing } from '#components/states/use-healing.ts'

/** A television that has nothing to show yet says why, large, and keeps asking. */
export function TvTrouble({ refusal }: { refusal: Refusal }) {
  const t = useTranslations('states')
  useHealing()
  const forbidden = refusal.reason === 'forbidden'
  return (
    <main className="flex flex-1 flex-col justify-center gap-6 px-18">
      <h1 className="flex items-center gap-6 text-[4rem] leading-18 font-title tracking-[-0.02em]">
        <AgeGlyph age={{ state: 'offline', lastKnownAt: 0 }} />
        {forbidden ? t('forbidden') : t('unreachable')}
      </h1>
      <p className="text-[2.25rem] leading-11 text-ink-muted">{forbidden ? t('forbiddenWhy') : t('unreachableWhy')}</p>
    </main>
  )
}
