'use client'

import { useTranslations } from 'next-intl'
import type { CustomerHeadRow, CustomerKeyRow, InterestTermRow } from '#contract/views/customer.ts'
import { durationOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { byStrength } from './by-strength.ts'
import { keyName } from './customer-name.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

export interface CustomerWords {
  /** As `customerName` has it, from its rows. */
  name(customer: CustomerHeadRow | undefined, keys: readonly CustomerKeyRow[]): string
  key(key: CustomerKeyRow): string
  /** `5 min ago`; a day of the calendar is the caller's to say. */
  ago(at: number, now: number): string
  reason(term: InterestTermRow): string
  /** Where an account was opened; of what senders call it, the usual names have words. */
  channel(channel: string): string
}

const spokenRules = [
  'callback',
  'quote',
  'meeting',
  'basket',
  'account',
  'mailClicked',
  'mailOpened',
  'price',
  'business',
  'product',
  'blog',
  'page',
] as const

const spokenChannels = ['web', 'store', 'app', 'phone'] as const

export function useCustomerWords(): CustomerWords {
  const t = useTranslations('customers')
  const duration = useDuration()
  const key = ({ key: kind, value }: CustomerKeyRow): string => keyName(t, { kind, value })
  return {
    key,
    name: (customer, keys) => {
      const called = customer?.name ?? customer?.address
      if (called != null) return called
      const best = keys.filter(({ strength }) => strength === 'sure').toSorted(byStrength)[0]
      return best === undefined ? t('customer') : key(best)
    },
    ago: (at, now) =>
      now - at < minuteMs
        ? t('justNow')
        : t('ago', { duration: duration(durationOf(Math.min(now - at, 999 * dayMs))) }),
    reason: ({ rule, about }) => {
      if (rule === null) return t('interest.rest')
      const spoken = spokenRules.find((each) => each === rule)
      const values = { about: about ?? 'none' }
      return spoken === undefined ? t('interest.other', { rule, ...values }) : t(`interest.rules.${spoken}`, values)
    },
    channel: (channel) => {
      const spoken = spokenChannels.find((each) => each === channel)
      return spoken === undefined ? channel : t(`channels.${spoken}`)
    },
  }
}
