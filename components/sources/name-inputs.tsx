'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { TextField } from '#components/ui/field.tsx'
import { slugOf } from './slug-of.ts'
import type { FieldWords } from './use-failure-words.ts'

interface NameInputsProps {
  onSlug: (slug: string) => void
  at: FieldWords
  /** Where its door will be; empty until that is known. */
  address: string
}

/** A name for people, and the one in addresses, which follows it until somebody writes another. */
export function NameInputs({ onSlug, at, address }: NameInputsProps) {
  const t = useTranslations('sources.form')
  const [slug, setSlug] = useState('')
  const [isOwn, setIsOwn] = useState(false)
  const change = (next: string): void => {
    setSlug(next)
    onSlug(next)
  }
  return (
    <div className="grid max-w-120 gap-4">
      <TextField
        label={t('name')}
        name="name"
        hint={t('nameHint')}
        error={at('#/name')}
        placeholder={t('namePlaceholder')}
        maxLength={80}
        onChange={(event) => {
          if (!isOwn) change(slugOf(event.currentTarget.value))
        }}
      />
      <TextField
        label={t('slug')}
        name="slug"
        hint={t('slugHint')}
        error={at('#/slug')}
        value={slug}
        maxLength={63}
        autoCapitalize="none"
        onChange={(event) => {
          setIsOwn(event.currentTarget.value !== '')
          change(event.currentTarget.value)
        }}
      />
      {address !== '' && (
        <p className="text-12 text-ink-muted">
          {t('address')} <code className="font-mono wrap-anywhere text-ink">{address}</code>
        </p>
      )}
    </div>
  )
}
