'use client'

import { useTranslations } from 'next-intl'
import type { AskFailure } from './ask.ts'

/** Why the event server gave nothing, and what that means. */
export function useAskWords(): (failure: AskFailure) => string {
  const t = useTranslations('ask')
  return ({ status, code }) => {
    if (status === null) return t('unreachable')
    if (code === 'not-found') return t('notFound')
    if (code === 'conflict') return t('conflict')
    if (status === 401 || status === 403) return t('forbidden')
    return t('failed', { status })
  }
}
