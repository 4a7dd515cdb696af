'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { control, Field } from '#components/ui/field.tsx'
import { splitDuration } from './duration-entry.ts'

interface DurationFieldProps {
  label: string
  name: string
  seconds: number
  hint?: ReactNode
  error?: string | undefined
}

/** A length of time as a number and a unit, read by `durationFrom`. */
export function DurationField({ label, name, seconds, hint, error }: DurationFieldProps) {
  const t = useTranslations('sources.form.units')
  const { value, unit } = splitDuration(seconds)
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <span className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-2">
          <input
            type="number"
            name={name}
            defaultValue={value}
            min={0}
            step="any"
            required
            {...described}
            className={control}
          />
          <select name={`${name}-unit`} defaultValue={unit} aria-label={t('label', { of: label })} className={control}>
            {(['seconds', 'minutes', 'hours', 'days'] as const).map((each) => (
              <option key={each} value={each}>
                {t(each)}
              </option>
            ))}
          </select>
        </span>
      )}
    </Field>
  )
}
