'use client'

import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { FilterField } from '#components/events/filter-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { SelectField } from '#components/ui/select-field.tsx'
import { actions } from './actions.ts'
import type { AuditAddress } from './audit-address.ts'
import { outcomes, wholeAudit } from './audit-address.ts'
import { useActionWords } from './use-action-words.ts'

interface AuditBarProps {
  address: AuditAddress
  onGo: (address: AuditAddress) => void
}

/** What is looked for. */
export function AuditBar({ address, onGo }: AuditBarProps) {
  const t = useTranslations('audit')
  const words = useActionWords()
  const { who, action, outcome } = address
  const known: readonly string[] = actions
  const offered = action === null || known.includes(action) ? known : [...known, action]
  const go = (change: Partial<AuditAddress>): void => onGo({ ...address, ...change, before: null })
  return (
    <div
      role="search"
      aria-label={t('filter')}
      className="grid grid-cols-2 gap-2 border-b border-line bg-surface px-4 py-2 tablet:sticky tablet:top-12 tablet:z-3 tablet:flex tablet:h-11 tablet:items-center tablet:px-6 tablet:py-0"
    >
      <div className="max-tablet:col-span-2 tablet:w-52">
        <FilterField
          label={t('who')}
          placeholder={t('whoHint')}
          value={who ?? ''}
          isValid={(text) => text.length <= 200}
          onChange={(text) => go({ who: text || null })}
        />
      </div>
      <SelectField
        label={t('what')}
        value={action ?? ''}
        options={[
          { value: '', label: t('everyAction') },
          ...offered.map((each) => ({ value: each, label: words(each) })),
        ]}
        onChange={(value) => go({ action: value || null })}
        className="tablet:max-w-64"
      />
      <SelectField
        label={t('outcome')}
        value={outcome ?? ''}
        options={[
          { value: '', label: t('everyOutcome') },
          ...outcomes.map((each) => ({ value: each, label: t(`outcomes.${each}`) })),
        ]}
        onChange={(value) => go({ outcome: outcomes.find((each) => each === value) ?? null })}
        className="tablet:max-w-44"
      />
      {(who ?? action ?? outcome) !== null && (
        <Button variant="ghost" className="max-tablet:h-11" onClick={() => onGo(wholeAudit)}>
          <X aria-hidden="true" strokeWidth={1.6} />
          {t('clear')}
        </Button>
      )}
    </div>
  )
}
