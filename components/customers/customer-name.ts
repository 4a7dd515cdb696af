import type { useTranslations } from 'next-intl'
import type { KeyKind } from '#contract/customer-key.ts'

interface Called {
  name: string | null
  /** The first e-mail address, else the first telephone number. */
  address: string | null
  kind: KeyKind
  value: string
}

type Words = ReturnType<typeof useTranslations<'customers'>>

/** What somebody is called, the same on every screen: by name, else by address, else by the strongest key. */
export function customerName(t: Words, { name, address, kind, value }: Called): string {
  return name ?? address ?? keyName(t, { kind, value })
}

/** A visitor's id says nothing to anybody: its beginning tells it from others. */
export function keyName(t: Words, { kind, value }: Pick<Called, 'kind' | 'value'>): string {
  const isLong = kind === 'visitor' && value.length > 12
  return t(`unnamed.${kind}`, { value: isLong ? `${value.slice(0, 8)}…` : value })
}
