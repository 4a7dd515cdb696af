import type { useTranslations } from 'next-intl'
import type { FoundCustomer } from '#contract/customers.ts'
import { customerName, keyName } from './customer-name.ts'

/** A found customer in two lines: what it is called, and what tells it from others of that name. */
export function describeFound(
  t: ReturnType<typeof useTranslations<'customers'>>,
  { name, kind, value, emails, phones, company }: FoundCustomer,
): { title: string; detail: string } {
  const title = customerName(t, { name, address: emails[0] ?? phones[0] ?? null, kind, value })
  const keys = [...emails, ...phones].filter((key) => key !== title)
  const detail = [company?.name, keys[0], keys[1]].filter((part) => part !== undefined).join(' · ')
  const key = keyName(t, { kind, value })
  return { title, detail: detail === '' && key !== title ? key : detail }
}
