'use client'

import { useTranslations } from 'next-intl'
import { CheckField, Field, SelectField, TextField } from '#components/ui/field.tsx'
import type { SourceConfig } from './config-values.ts'
import { configInput } from './config-values.ts'
import type { ConfigField } from './kind-form.ts'
import type { FieldWords } from './use-failure-words.ts'

interface ConfigInputsProps {
  fields: readonly ConfigField[]
  config: SourceConfig
  at: FieldWords
}

/** The settings of a kind, as its JSON Schema has them. */
export function ConfigInputs({ fields, config, at }: ConfigInputsProps) {
  return fields.map((field) => (
    <ConfigInput key={field.name} field={field} value={config[field.name]} error={at(`#/config/${field.name}`)} />
  ))
}

interface ConfigInputProps {
  field: ConfigField
  value: unknown
  error: string | undefined
}

function ConfigInput({ field, value, error }: ConfigInputProps) {
  const t = useTranslations('sources')
  const { name, type, fallback, isRequired } = field
  const label = t.has(`config.${name}`) ? t(`config.${name}`) : (field.description ?? name)
  const input = configInput(name)
  const text = textOf(value ?? fallback)
  if (type === 'check')
    return (
      <CheckField
        label={label}
        name={input}
        defaultChecked={value === true || (value === undefined && fallback === true)}
      />
    )
  if (type === 'choice') {
    const options = field.options.map((option) => ({ value: option, label: option }))
    return <SelectField label={label} name={input} error={error} defaultValue={text} options={options} />
  }
  if (type === 'json') {
    return (
      <Field label={label} hint={t('form.jsonHint')} error={error}>
        {(described) => (
          <textarea
            name={input}
            rows={3}
            spellCheck={false}
            defaultValue={value === undefined ? '' : JSON.stringify(value)}
            {...described}
            className="min-w-0 rounded-2 border border-line-field bg-surface px-2.5 py-1.5 font-mono text-12 text-ink aria-invalid:border-bad"
          />
        )}
      </Field>
    )
  }
  const isUrl = type === 'url'
  return (
    <TextField
      label={label}
      name={input}
      error={error}
      defaultValue={text}
      required={isRequired}
      inputMode={type === 'number' ? 'numeric' : isUrl ? 'url' : 'text'}
    />
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
