'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Segment } from '#components/shell/segment.tsx'
import { SelectField, TextField } from '#components/ui/field.tsx'
import type { ConnectionParts, Encryption } from './connection-parts.ts'
import { composeConnection, noParts, partsOf } from './connection-parts.ts'
import { SecretField } from './secret-field.tsx'

type Form = 'line' | 'fields'

const example = 'postgresql://vigie:password@db.example:5432/shop'
const encryptions: readonly { value: Encryption; label: 'none' | 'unchecked' | 'authority' | 'checked' }[] = [
  { value: '', label: 'none' },
  { value: 'require', label: 'unchecked' },
  { value: 'verify-ca', label: 'authority' },
  { value: 'verify-full', label: 'checked' },
]

interface ConnectionInputsProps {
  connection: string
  onChange: (connection: string) => void
}

/** Where a database is and who asks: as the one line that others give, or field by field. */
export function ConnectionInputs({ connection, onChange }: ConnectionInputsProps) {
  const t = useTranslations('databases.connection')
  const [form, setForm] = useState<Form>('line')
  return (
    <div className="grid gap-3">
      <div>
        <Segment<Form>
          label={t('form')}
          value={form}
          options={[
            { value: 'line', label: t('line') },
            { value: 'fields', label: t('fields') },
          ]}
          onChange={setForm}
        />
      </div>
      {form === 'line' ? (
        <SecretField
          label={t('string')}
          hint={t('stringHint')}
          placeholder={example}
          value={connection}
          onChange={onChange}
        />
      ) : (
        <PartInputs connection={connection} onChange={onChange} />
      )}
    </div>
  )
}

/** The parts are what is typed; the line is made of them. */
function PartInputs({ connection, onChange }: ConnectionInputsProps) {
  const t = useTranslations('databases.connection')
  const [parts, setParts] = useState<ConnectionParts>(() => partsOf(connection) ?? noParts)
  const change = (changed: Partial<ConnectionParts>): void => {
    const next = { ...parts, ...changed }
    setParts(next)
    onChange(composeConnection(next))
  }
  const text = (name: 'host' | 'port' | 'database' | 'user', placeholder: string) => (
    <TextField
      label={t(name)}
      value={parts[name]}
      placeholder={placeholder}
      autoCapitalize="none"
      inputMode={name === 'port' ? 'numeric' : 'text'}
      onChange={(event) => {
        change({ [name]: event.currentTarget.value.trim() })
      }}
    />
  )
  return (
    <div className="grid gap-3 tablet:grid-cols-2">
      <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-2">
        {text('host', 'db.example')}
        {text('port', '5432')}
      </div>
      {text('database', 'shop')}
      {text('user', 'vigie')}
      <SecretField
        label={t('password')}
        value={parts.password}
        onChange={(password) => {
          change({ password })
        }}
      />
      <SelectField
        label={t('encryption')}
        value={parts.encryption}
        options={encryptions.map(({ value, label }) => ({ value, label: t(`encryptions.${label}`) }))}
        onChange={(event) => {
          const chosen = event.currentTarget.value
          change({ encryption: encryptions.find(({ value }) => value === chosen)?.value ?? '' })
        }}
      />
    </div>
  )
}
