'use client'

import { useTranslations } from 'next-intl'
import { TextField } from '#components/ui/field.tsx'

interface CodeFieldProps {
  hint: string
  /** What was entered does not fit. */
  isWrong: boolean
}

/** A code of the app, `code` in the form. */
export function CodeField({ hint, isWrong }: CodeFieldProps) {
  const t = useTranslations('signIn')
  return (
    <TextField
      label={t('code')}
      hint={hint}
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      required
      maxLength={40}
      error={isWrong ? t('codeWrong') : undefined}
    />
  )
}
