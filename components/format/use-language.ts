'use client'

import { useLocale } from 'next-intl'

/** The language of whoever looks, for what Vigie writes to somebody. A locale says more: in fr-CA it is French too. */
export function useLanguage(): 'en' | 'fr' {
  return useLocale().split('-', 1)[0] === 'fr' ? 'fr' : 'en'
}
