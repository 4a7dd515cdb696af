'use client'

import { useTranslations } from 'next-intl'

interface KindWords {
  name: string
  /** One sentence: what it is for. */
  what: string
  /** Where to put address and secret at the provider. */
  steps: string
  /** What the provider calls the secret that it makes. */
  secret: string
}

/** What a kind of source is called; one that has no words yet is shown as it is. */
export function useKindWords(): (kind: string) => KindWords {
  const t = useTranslations('sources.kinds')
  return (kind) => {
    const word = (name: string): string => (t.has(`${kind}.${name}`) ? t(`${kind}.${name}`) : '')
    return { name: word('name') || kind, what: word('what'), steps: word('steps'), secret: word('secret') }
  }
}
