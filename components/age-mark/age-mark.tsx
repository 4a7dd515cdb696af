'use client'

import type { ReactNode } from 'react'
import type { Age, AgeState } from './age-of.ts'
import { AgeGlyph } from './age-glyph.tsx'
import { AgePopover } from './age-popover.tsx'
import { useAgeWords } from './use-age-words.ts'

const wordColours: Partial<Record<AgeState, string>> = {
  late: 'text-warn',
  stale: 'text-stale',
  broken: 'text-bad',
  offline: 'text-stale',
  none: 'text-stale',
}

interface AgeMarkProps {
  age: Age
  /** Epoch ms of the server's clock. */
  now: number
  /** What opens on hover, focus or tap; without it the mark is only text. */
  children?: ReactNode
}

/** How old a number is and whether that keeps its promise. */
export function AgeMark({ age, now, children }: AgeMarkProps) {
  const words = useAgeWords()
  const mark = (
    <span
      data-age={age.state}
      className={`inline-flex items-center gap-[0.4em] whitespace-nowrap ${wordColours[age.state] ?? 'text-ink-muted'}`}
    >
      <AgeGlyph age={age} />
      <span>{words(age, now)}</span>
    </span>
  )
  return children === undefined ? mark : <AgePopover mark={mark}>{children}</AgePopover>
}
