'use client'

import { UserRound } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { describeFound } from '#components/customers/describe-found.ts'
import { rememberOpened } from '#components/customers/recently-opened.ts'
import { useCustomerSearch } from '#components/customers/use-customer-search.ts'
import { useMay } from '#components/viewer/viewer-context.tsx'
import type { PaletteEntry } from './palette-entry.ts'

/** Enough to recognise somebody; the customers' own screen has them all. */
const most = 6

/** Customers by the words that are typed, as their own screen finds them. */
export function useFoundCustomers() {
  const t = useTranslations('customers')
  const router = useRouter()
  const may = useMay('read:customers')
  const { outcome, isBusy, type } = useCustomerSearch()
  const found = outcome?.state === 'found' ? outcome.customers.slice(0, most) : []
  const entries = found.map((customer): PaletteEntry => {
    const { title, detail } = describeFound(t, customer)
    return {
      id: `customer:${customer.id}`,
      group: 'customers',
      label: title,
      detail,
      Icon: UserRound,
      choose: () => {
        rememberOpened({ id: customer.id, title, detail })
        router.push(`/customers/${customer.id}`)
      },
    }
  })
  const trouble =
    outcome?.state === 'offline'
      ? t('search.offline')
      : outcome?.state === 'failed'
        ? t('search.failed', { status: outcome.status })
        : null
  const search = (words: string): void => {
    if (may) type(words)
  }
  return { entries, isBusy, trouble, search }
}
