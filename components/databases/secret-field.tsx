'use client'

import { Eye, EyeOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { control, Field } from '#components/ui/field.tsx'
import { tellTyped } from '#components/ui/tell-typed.ts'

interface SecretFieldProps {
  label: string
  hint?: string
  error?: string | undefined
  placeholder?: string
  value: string
  onChange: (value: string) => void
}

/** Something that nobody should read over a shoulder, with a way to read it oneself. */
export function SecretField({ label, hint, error, placeholder, value, onChange }: SecretFieldProps) {
  const t = useTranslations('databases')
  const [isShown, setIsShown] = useState(false)
  const Icon = isShown ? EyeOff : Eye
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <span className="grid grid-cols-[minmax(0,1fr)_auto] gap-2">
          <input
            ref={tellTyped}
            type={isShown ? 'text' : 'password'}
            autoComplete="new-password"
            autoCapitalize="none"
            spellCheck={false}
            placeholder={placeholder}
            value={value}
            onChange={(event) => {
              onChange(event.currentTarget.value)
            }}
            {...described}
            className={`${control} ${isShown ? 'font-mono text-12' : ''}`}
          />
          <Button
            aria-pressed={isShown}
            aria-label={t('show', { what: label })}
            onClick={() => {
              setIsShown(!isShown)
            }}
            className="max-tablet:h-11"
          >
            <Icon aria-hidden="true" strokeWidth={1.6} />
          </Button>
        </span>
      )}
    </Field>
  )
}
