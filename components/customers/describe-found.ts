import type { useTranslations } from 'next-intl'
import type { FoundCustomer } from '#contract/customers.ts'

/** A found customer in two lines: what it is called, and what tells it from others of that name. */
export function describeFound(
  t: ReturnType<typeof useTranslations<'customers'>>,
  { name, kind, value, emails, phones, company }: FoundCustomer,
): { title: string; detail: string } {
  const unnamed = t(`unnamed.${kind}`, { value })
  const title = name ?? unnamed
  const keys = [...emails, ...phones].filter((key) => key !== title)
  const detail = [company?.name, keys[0], keys[1]].filter((part) => part !== undefined).join(' · ')
  return { title, detail: detail === '' && name !== null ? unnamed : detail }
}
