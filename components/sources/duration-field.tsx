'use client'

import { useTranslations } from 'next-intl'
import { control, Field } from '#components/ui/field.tsx'

const units = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const
type Unit = keyof typeof units

function isUnit(text: unknown): text is Unit {
  return typeof text === 'string' && Object.hasOwn(units, text)
}

/** The greatest unit that leaves a whole number. */
function split(seconds: number): { value: number; unit: Unit } {
  const names: readonly Unit[] = ['days', 'hours', 'minutes']
  const unit = names.find((name) => seconds >= units[name] && seconds % units[name] === 0) ?? 'seconds'
  return { value: seconds / units[unit], unit }
}

/** @returns seconds; NaN when no number was entered, which the server then refuses at its pointer. */
export function durationFrom(form: FormData, name: string): number {
  const [value, unit] = [form.get(name), form.get(`${name}-unit`)]
  return typeof value === 'string' && value !== '' && isUnit(unit) ? Number(value) * units[unit] : Number.NaN
}

interface DurationFieldProps {
  label: string
  name: string
  seconds: number
  hint?: string
  error?: string | undefined
}

/** A length of time as a number and a unit. */
export function DurationField({ label, name, seconds, hint, error }: DurationFieldProps) {
  const t = useTranslations('sources.form.units')
  const { value, unit } = split(seconds)
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
