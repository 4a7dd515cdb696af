'use client'

import { useTranslations } from 'next-intl'
import type { Permission } from '#contract/access.ts'
import { access } from '#contract/access.ts'
import { useRoleWords } from '#components/access/use-role-words.ts'

/** In the place of a way that is closed to whoever looks: who can go it. A way that ends at a refusal helps nobody. */
export function Whose({ permission }: { permission: Permission }) {
  const t = useTranslations('states')
  const roleWords = useRoleWords()
  return <p>{t('whose', { roles: roleWords(access[permission]) })}</p>
}
