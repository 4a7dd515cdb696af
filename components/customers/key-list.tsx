'use client'

import { Building2, Hash, Mail, Monitor, Phone } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { CustomerKeyRow } from '#contract/views/customer.ts'
import { useId, useState } from 'react'
import { useFormats } from '#components/format/use-formats.ts'
import { byStrength } from './by-strength.ts'
import { KeyEvidence } from './key-evidence.tsx'
import { Pane } from './pane.tsx'
import { useCustomerWords } from './use-customer-words.ts'

const icons: Record<CustomerKeyRow['key'], LucideIcon> = {
  customer: Hash,
  email: Mail,
  phone: Phone,
  crm: Building2,
  visitor: Monitor,
}

const evidences = ['login', 'form', 'crm', 'import', 'person'] as const

interface KeyListProps {
  keys: readonly CustomerKeyRow[]
  /** Id of the customer. */
  customer: string
  now: number
}

/** What somebody is known by, and how we know that it is theirs. */
export function KeyList({ keys, customer, now }: KeyListProps) {
  const t = useTranslations('customers.who')
  const probable = keys.filter(({ strength }) => strength === 'probable').length
  const count = t('keys', { count: keys.length - probable })
  return (
    <Pane
      id="who"
      title={t('title')}
      aside={probable === 0 ? count : `${count}, ${t('probable', { count: probable })}`}
    >
      <ul aria-labelledby="who" className="mt-1">
        {keys.toSorted(byStrength).map((key) => (
          <KeyLine key={key.id} known={key} keys={keys} customer={customer} now={now} />
        ))}
      </ul>
    </Pane>
  )
}

function KeyLine({ known, keys, customer, now }: KeyListProps & { known: CustomerKeyRow }) {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const t = useTranslations('customers.who')
  const words = useCustomerWords()
  const formats = useFormats()
  const Icon = icons[known.key]
  const evidence = evidences.find((each) => known.links.some((link) => link.evidence === each))
  const decided = known.links.find(({ decision }) => decision !== null)
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line py-2 last:border-0">
      <Icon aria-hidden="true" strokeWidth={1.6} className="size-4 text-ink-faint" />
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        title={t('how')}
        onClick={() => {
          setOpen(!isOpen)
        }}
        className="col-span-2 min-h-6 text-left wrap-anywhere hover:underline max-tablet:min-h-11"
      >
        <span className="sr-only">{t(`kinds.${known.key}`)} </span>
        {words.key(known)}
      </button>
      <span className="col-start-2 text-12 text-ink-muted" title={formats.second(known.lastAt)}>
        {known.shared ? t('isShared') : t('uses', { count: known.uses, time: formats.since(known.lastAt, now) })}
        {decided?.decidedBy != null && decided.decision === 'merged' && ` · ${t('merged', { by: decided.decidedBy })}`}
      </span>
      <KeyBadge strength={known.strength} evidence={evidence} />
      {isOpen && <KeyEvidence id={id} known={known} keys={keys} customer={customer} now={now} />}
    </li>
  )
}

interface KeyBadgeProps {
  strength: CustomerKeyRow['strength']
  evidence: (typeof evidences)[number] | undefined
}

function KeyBadge({ strength, evidence }: KeyBadgeProps) {
  const t = useTranslations('customers.who.evidence')
  if (strength === 'probable')
    return <span className="rounded-1 bg-warn-soft px-1.5 py-0.5 text-11 font-strong text-warn">{t('probably')}</span>
  if (evidence === undefined) return null
  return <span className="rounded-1 bg-fill px-1.5 py-0.5 text-11 font-strong text-ink-muted">{t(evidence)}</span>
}
