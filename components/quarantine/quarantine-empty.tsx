'use client'

import { ListFilter, ShieldCheck } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { QuarantineTotal } from '#contract/quarantine.ts'
import { FullState } from '#components/states/full-state.tsx'
import { Button } from '#components/ui/button.tsx'
import type { QuarantineAddress } from './quarantine-address.ts'

interface QuarantineEmptyProps {
  address: QuarantineAddress
  totals: readonly QuarantineTotal[]
  onGo: (address: QuarantineAddress) => void
}

/** Nothing waits to be mended, or nothing of what was asked for. */
export function QuarantineEmpty({ address, totals, onGo }: QuarantineEmptyProps) {
  const t = useTranslations('quarantine')
  const isAll = address.source === null && address.stage === null && address.state === 'open'
  if (isAll) {
    return (
      <FullState level={2} Icon={ShieldCheck} title={t('nothing')}>
        <p className="text-ink-muted">{t(totals.length === 0 ? 'nothingEver' : 'nothingOpen')}</p>
      </FullState>
    )
  }
  return (
    <FullState level={2} Icon={ListFilter} title={t('noMatch')}>
      <Button
        className="mt-2"
        onClick={() => onGo({ source: null, stage: null, state: 'open', open: null, before: null })}
      >
        {t('clear')}
      </Button>
    </FullState>
  )
}
