'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { decayed } from '#contract/decayed-sum.ts'
import { scoreOf } from '#contract/interest.ts'
import type { PersonRow } from '#contract/views/company.ts'
import type { InterestRow } from '#contract/views/customer.ts'
import { onSiteMs } from '#contract/views/customer.ts'
import { AgeGlyph } from '#components/age-mark/age-glyph.tsx'
import { customerName } from './customer-name.ts'
import { readable } from './sentence.ts'
import { useCustomerWords } from './use-customer-words.ts'

interface PersonLineProps {
  person: PersonRow
  /** Of the company; it says how interest ages. */
  interest: InterestRow | undefined
  now: number
  grey: boolean
}

/** Somebody of a company: where they are, or were last, and how interested they are. */
export function PersonLine({ person, interest, now, grey }: PersonLineProps) {
  const t = useTranslations('customers')
  const words = useCustomerWords()
  const { seen } = person
  const isHere = !grey && seen !== null && now - seen.at <= onSiteMs
  const page = seen === null ? null : (seen.title ?? readable(seen.path ?? undefined) ?? null)
  const score =
    interest === undefined ? 0 : Math.round(scoreOf(decayed(person.interest, now, interest.halfLifeMs), interest))
  return (
    <li className={`flex items-center gap-4 border-b border-line py-2 ${grey ? 'text-stale' : ''}`}>
      <div className="min-w-0 flex-1">
        <Link
          href={`/customers/${person.id}`}
          className="font-strong inline-block py-0.5 wrap-anywhere hover:underline max-tablet:py-3"
        >
          {customerName(t, { ...person, kind: person.key })}
        </Link>
        {person.isProspect && <span className="ml-2 text-12 text-ink-muted">{t('prospect')}</span>}
        {seen !== null && (
          <p className="flex items-center gap-1.5 text-12 text-ink-muted">
            {isHere && <AgeGlyph age={{ state: 'live', ageMs: 0 }} />}
            <span>
              {[isHere ? t('onSite.now') : words.ago(seen.at, now), page].filter((part) => part !== null).join(' · ')}
            </span>
          </p>
        )}
      </div>
      <span className="text-20 font-number" aria-label={t('companies.score', { score })}>
        {score}
      </span>
    </li>
  )
}
