'use client'

import { useTranslations } from 'next-intl'
import { passwordLength } from '#contract/sign-in.ts'
import { TextField } from '#components/ui/field.tsx'

/** A password that somebody chooses, `password` in the form. */
export function NewPasswordField() {
  const t = useTranslations('signIn')
  return (
    <TextField
      label={t('newPassword')}
      hint={t('passwordHint', { min: passwordLength.min })}
      name="password"
      type="password"
      autoComplete="new-password"
      required
      minLength={passwordLength.min}
      maxLength={passwordLength.max}
    />
  )
}
