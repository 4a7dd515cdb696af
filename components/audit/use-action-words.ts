'use client'

import { useTranslations } from 'next-intl'
import { isNamed } from './actions.ts'

/** What somebody did, in words where it has some; the name of what it was done to stands behind them. */
export function useActionWords(): (action: string, subject?: string | null) => string {
  const t = useTranslations('audit.actions')
  return (action, subject = null) => {
    // Its name is a number, which would read as how many.
    if (subject !== null && (action === 'quarantine.replay' || action === 'quarantine.discard'))
      return t(`${action}One`)
    return isNamed(action) ? t(action) : action
  }
}
