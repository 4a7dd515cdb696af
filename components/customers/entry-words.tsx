'use client'

import { useTranslations } from 'next-intl'
import type { TimelineEntry } from '#contract/timeline.ts'
import { useFormats } from '#components/format/use-formats.ts'
import type { Sentence } from './sentence.ts'
import { sentenceOf } from './sentence.ts'

const outcomes = ['reached', 'no-answer', 'call-back', 'wrong-number'] as const

/** @returns what an entry says, in the reader's language. */
export function useSentence(): (entry: TimelineEntry, now: number) => Omit<Sentence, 'lead'> & { lead: string } {
  const t = useTranslations('customers')
  const formats = useFormats()
  const words = {
    money: (amountMinor: number, currency: string) => formats.money(amountMinor, currency),
    since: (at: number, now: number) => formats.since(at, now),
    units: (count: number) => t('timeline.units', { count }),
    outcome: (outcome: string) => {
      const known = outcomes.find((each) => each === outcome)
      return known === undefined ? outcome : t(`outcomes.${known}`)
    },
  }
  return ({ type, facts }, now) => {
    const { lead, ...rest } = sentenceOf(type, facts, words, now)
    return { ...rest, lead: 'raw' in lead ? lead.raw : t(`sentence.${lead.message}`, lead.values).trim() }
  }
}

/** One short sentence: what happened, then what is known of it. */
export function EntryWords({ entry, now }: { entry: TimelineEntry; now: number }) {
  const { lead, isStrong, details, figure } = useSentence()(entry, now)
  return (
    <span className="min-w-0 wrap-anywhere" title={`${entry.type} · ${entry.source}`}>
      <span className={isStrong ? 'font-strong' : ''}>{lead}</span>
      {details.length > 0 && <span className="text-ink-muted"> {details.join(', ')}</span>}
      {figure !== undefined && <span className="whitespace-nowrap text-ink-muted"> · {figure}</span>}
    </span>
  )
}
