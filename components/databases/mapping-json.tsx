'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { TableMapping } from '#contract/database.ts'
import { Field } from '#components/ui/field.tsx'
import { readMapping } from './read-mapping.ts'

/** For those who know: the mapping as it is stored. What is not a mapping is said, and leaves the mapping as it was. */
export function MappingJson({
  mapping,
  onChange,
}: {
  mapping: TableMapping
  onChange: (mapping: TableMapping) => void
}) {
  const t = useTranslations('databases.meaning')
  const [text, setText] = useState(() => JSON.stringify(mapping, null, 2))
  const read = readMapping(text, mapping)
  return (
    <Field label={t('json')} hint={t('jsonHint')} error={read.ok ? undefined : read.reason}>
      {(described) => (
        <textarea
          rows={Math.min(24, text.split('\n').length + 1)}
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            const next = readMapping(event.currentTarget.value, mapping)
            if (next.ok) onChange(next.mapping)
          }}
          {...described}
          className="min-w-0 rounded-2 border border-line-field bg-surface px-2.5 py-1.5 font-mono text-12 leading-5 text-ink aria-invalid:border-bad max-tablet:text-[1rem]"
        />
      )}
    </Field>
  )
}
