'use client'

import { useTranslations } from 'next-intl'
import { isNamed } from './actions.ts'

/** What somebody did, in words where it has some. */
export function useActionWords(): (action: string) => string {
  const t = useTranslations('audit.actions')
  return (action) => (isNamed(action) ? t(action) : action)
}
