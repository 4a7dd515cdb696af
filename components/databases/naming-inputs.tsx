'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { slugOf } from '#components/sources/slug-of.ts'
import type { FieldWords } from '#components/sources/use-failure-words.ts'
import { TextField } from '#components/ui/field.tsx'

export interface Naming {
  name: string
  slug: string
}

interface NamingInputsProps {
  naming: Naming
  at: FieldWords
  onChange: (naming: Naming) => void
}

/** A name for people, and the one in addresses, which follows it until somebody writes another. */
export function NamingInputs({ naming, at, onChange }: NamingInputsProps) {
  const t = useTranslations('sources.form')
  const [isOwn, setIsOwn] = useState(naming.slug !== slugOf(naming.name))
  return (
    <>
      <TextField
        label={t('name')}
        hint={t('nameHint')}
        error={at('#/name')}
        value={naming.name}
        maxLength={80}
        onChange={(event) => {
          const name = event.currentTarget.value
          onChange({ name, slug: isOwn ? naming.slug : slugOf(name) })
        }}
      />
      <TextField
        label={t('slug')}
        hint={t('slugHint')}
        error={at('#/slug')}
        value={naming.slug}
        maxLength={63}
        autoCapitalize="none"
        onChange={(event) => {
          const slug = event.currentTarget.value
          setIsOwn(slug !== '')
          onChange({ ...naming, slug })
        }}
      />
    </>
  )
}
