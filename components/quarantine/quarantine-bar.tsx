'use client'

import { useTranslations } from 'next-intl'
import type { QuarantineTotal } from '#contract/quarantine.ts'
import { SelectField } from '#components/ui/select-field.tsx'
import type { QuarantineAddress } from './quarantine-address.ts'
import { stages, states } from './quarantine-address.ts'
import { ReplayAll } from './replay-all.tsx'
import { stageKeys } from './stage-key.ts'

interface QuarantineBarProps {
  address: QuarantineAddress
  totals: readonly QuarantineTotal[]
  sources: readonly string[]
  onGo: (address: QuarantineAddress) => void
  onDone: () => void
}

/** What is looked for, and the replay of all of it. */
export function QuarantineBar({ address, totals, sources, onGo, onDone }: QuarantineBarProps) {
  const t = useTranslations('quarantine')
  const { source, stage, state } = address
  const slugs = [...new Set([...sources, ...totals.map((total) => total.source), ...(source ? [source] : [])])]
  const go = (change: Partial<QuarantineAddress>): void => onGo({ ...address, ...change, before: null })
  return (
    <div
      role="search"
      aria-label={t('filter')}
      className="grid grid-cols-2 gap-2 border-b border-line bg-surface px-4 py-2 tablet:sticky tablet:top-12 tablet:z-3 tablet:flex tablet:min-h-11 tablet:flex-wrap tablet:items-center tablet:px-6 tablet:py-1"
    >
      <SelectField
        label={t('source')}
        value={source ?? ''}
        options={[{ value: '', label: t('everySource') }, ...slugs.map((slug) => ({ value: slug, label: slug }))]}
        onChange={(value) => go({ source: value || null })}
        className="tablet:max-w-40"
      />
      <SelectField
        label={t('stage')}
        value={stage ?? ''}
        options={[
          { value: '', label: t('everyStage') },
          ...stages.map((each) => ({ value: each, label: t(`stages.${stageKeys[each]}`) })),
        ]}
        onChange={(value) => go({ stage: stages.find((each) => each === value) ?? null })}
        className="tablet:max-w-36"
      />
      <SelectField
        label={t('state')}
        value={state}
        options={states.map((each) => ({ value: each, label: t(`states.${each}`) }))}
        onChange={(value) => go({ state: states.find((each) => each === value) ?? 'open' })}
        className="tablet:max-w-36"
      />
      <ReplayAll key={`${source} ${stage}`} address={address} totals={totals} onDone={onDone} />
    </div>
  )
}
