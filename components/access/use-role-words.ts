'use client'

import { useTranslations } from 'next-intl'
import type { Role } from '#contract/role-names.ts'

/** Names of roles, in a row. */
export function useRoleWords(): (given: readonly Role[]) => string {
  const t = useTranslations('access.role')
  return (given) => given.map((role) => t(role)).join(', ')
}
