'use client'

import { CircleX } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { DatabaseProblem } from '#contract/database.ts'

interface ProblemNoteProps {
  code: DatabaseProblem
  /** What the server says of it. */
  detail: string
  /** Where it can be mended. */
  children?: ReactNode
}

/** What stands in the way of a database: what it is, what to do, and beneath it the server's own words. */
export function ProblemNote({ code, detail, children }: ProblemNoteProps) {
  const t = useTranslations('databases.problems')
  return (
    <div role="alert" data-problem={code} className="flex gap-3 bg-bad-soft px-3.5 py-3">
      <CircleX aria-hidden="true" strokeWidth={1.6} className="mt-0.5 size-4 text-bad" />
      <div className="grid min-w-0 gap-1">
        <p className="font-strong text-bad">{t(`${code}.title`)}</p>
        <p>{t(`${code}.todo`)}</p>
        {detail !== '' && (
          <p lang="en" className="font-mono text-12 wrap-anywhere text-ink-muted">
            {detail}
          </p>
        )}
        {children}
      </div>
    </div>
  )
}
