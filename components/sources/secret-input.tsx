'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { CheckField, TextField } from '#components/ui/field.tsx'
import type { KindForm } from './kind-form.ts'
import { useKindWords } from './use-kind-words.ts'

interface SecretInputProps {
  kind: Pick<KindForm, 'kind' | 'assignsSecret'>
  error: string | undefined
}

/** Where the provider makes the secret it is asked for; elsewhere one is made, unless there is one already. */
export function SecretInput({ kind: { kind, assignsSecret }, error }: SecretInputProps) {
  const t = useTranslations('sources.form')
  const { name, secret } = useKindWords()(kind)
  const [isGiven, setIsGiven] = useState(assignsSecret)
  return (
    <div className="grid gap-2">
      {!assignsSecret && (
        <CheckField
          label={t('secretToggle')}
          checked={isGiven}
          onChange={(event) => {
            setIsGiven(event.currentTarget.checked)
          }}
        />
      )}
      {isGiven && (
        <TextField
          label={secret === '' ? t('secret') : secret}
          name="secret"
          type="password"
          autoComplete="new-password"
          hint={assignsSecret ? t('secretAssigned', { kind: name }) : t('secretOwn')}
          error={error}
          required={assignsSecret}
          maxLength={2000}
        />
      )}
    </div>
  )
}
