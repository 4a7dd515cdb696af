'use client'

import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { Role } from '#contract/role-names.ts'
import { roles } from './roles.ts'

interface RoleInputsProps {
  /** Ticked to begin with. */
  given?: readonly Role[]
  isMissing: boolean
}

/** What somebody or something may: one box a role, with what it sees. */
export function RoleInputs({ given = [], isMissing }: RoleInputsProps) {
  const t = useTranslations('access')
  const id = useId()
  return (
    <fieldset aria-describedby={isMissing ? id : undefined}>
      <legend className="mb-1.5 text-12 font-medium">{t('roles')}</legend>
      <div className="grid gap-x-6 gap-y-1.5 tablet:grid-cols-2">
        {roles.map((role) => (
          <label key={role} className="flex min-h-6 items-start gap-2 max-tablet:min-h-11 max-tablet:items-center">
            <input
              type="checkbox"
              name="role"
              value={role}
              defaultChecked={given.includes(role)}
              className="mt-0.5 size-4 shrink-0 accent-(--accent)"
            />
            <span>
              {t(`role.${role}`)} <span className="text-12 text-ink-muted">{t(`sees.${role}`)}</span>
            </span>
          </label>
        ))}
      </div>
      {isMissing && (
        <p id={id} role="alert" className="mt-1.5 text-12 text-bad">
          {t('noRole')}
        </p>
      )}
    </fieldset>
  )
}
