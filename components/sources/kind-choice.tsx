'use client'

import { Database } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { KindForm } from './kind-form.ts'
import { connectDatabaseHref } from './sources-screen.tsx'
import { useKindWords } from './use-kind-words.ts'

interface KindChoiceProps {
  kinds: readonly KindForm[]
  value: string
  onChange: (kind: string) => void
}

/** Every kind of source that sends, each with one sentence on what it is for; databases, which do not, have their own page. */
export function KindChoice({ kinds, value, onChange }: KindChoiceProps) {
  const t = useTranslations('sources.form')
  const words = useKindWords()
  const id = useId()
  return (
    <fieldset>
      <legend className="mb-2 text-12 font-medium">{t('kind')}</legend>
      <div className="grid border-t border-line desk:grid-cols-2 desk:gap-x-6">
        {kinds.map(({ kind }) => {
          const { name, what } = words(kind)
          return (
            <div
              key={kind}
              className="relative flex gap-3 border-b border-line px-2 py-2.5 hover:bg-fill has-checked:bg-accent-soft has-focus-visible:shadow-(--focus)"
            >
              <input
                id={`${id}-${kind}`}
                type="radio"
                name="kind"
                value={kind}
                checked={kind === value}
                aria-describedby={`${id}-${kind}-what`}
                onChange={() => {
                  onChange(kind)
                }}
                className="relative z-1 mt-0.5 size-4 shrink-0 accent-(--accent) focus-visible:shadow-none"
              />
              <div>
                <label htmlFor={`${id}-${kind}`} className="cursor-pointer font-strong after:absolute after:inset-0">
                  {name}
                </label>
                <p id={`${id}-${kind}-what`} className="text-12 text-ink-muted">
                  {what}
                </p>
              </div>
            </div>
          )
        })}
      </div>
      <Link
        href={connectDatabaseHref}
        className="mt-3 inline-flex min-h-8 items-center gap-1.5 text-accent hover:underline max-tablet:min-h-11"
      >
        <Database aria-hidden="true" strokeWidth={1.6} className="size-4" />
        {t('database')}
      </Link>
    </fieldset>
  )
}
