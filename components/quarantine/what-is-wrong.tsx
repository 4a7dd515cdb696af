'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { PointerError } from '#contract/problem.ts'
import { Section } from '#components/events/section.tsx'
import { findPointer, lineOf } from './find-pointer.ts'

interface WhatIsWrongProps {
  errors: readonly PointerError[]
  body: string
  /** Shows the place in the body; absent where that cannot be changed. */
  onShow?: (pointer: string) => void
}

/** Each fault with the line of the body that it is in. */
export function WhatIsWrong({ errors, body, onShow }: WhatIsWrongProps) {
  const t = useTranslations('quarantine')
  const placed = useMemo(
    () =>
      errors.map((error) => {
        const place = findPointer(body, error.pointer)
        return { ...error, line: place && lineOf(body, place.from) }
      }),
    [errors, body],
  )
  if (errors.length === 0) return null
  return (
    <Section title={t('wrong')}>
      <ul className="border-t border-line">
        {placed.map(({ pointer, detail, line }) => (
          <li
            key={`${pointer} ${detail}`}
            className="flex min-h-8 flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-line py-1.5 text-12"
          >
            <code className="font-mono wrap-anywhere text-bad">{pointer === '' ? '#' : pointer}</code>
            <span lang="en" className="min-w-40 flex-1 text-ink">
              {detail}
            </span>
            {line !== null && onShow !== undefined && (
              <button
                type="button"
                onClick={() => onShow(pointer)}
                className="rounded-1 text-accent underline underline-offset-3"
              >
                {t('line', { line })}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
