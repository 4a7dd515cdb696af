'use client'

import { useState } from 'react'
import type { DatabaseConfig } from '#contract/database.ts'
import type { Draft, Inspected } from './draft.ts'
import { changedConfig, draftOf } from './draft.ts'
import type { Refusal } from './pointer.ts'
import { stepOfRefusal } from './pointer.ts'
import type { Place, StepName } from './step.tsx'
import { moveTo, startOfChange } from './step.tsx'
import type { Planning } from './use-planning.ts'
import { usePlanning } from './use-planning.ts'

/** A source that is captured, and what its database says of itself now. */
export interface Captured {
  slug: string
  stored: DatabaseConfig
  inspected: Inspected
}

export interface Changing {
  draft: Draft
  /** What the draft makes of the stored one. */
  config: DatabaseConfig
  change: (draft: Partial<Draft>) => void
  place: Place
  open: (step: StepName) => void
  refused: Refusal | null
  /** Opens the step in which what is wrong can be mended. */
  refuse: (refusal: Refusal) => void
  planning: Planning
}

/** What somebody has changed so far of the tables and meanings of a source. It is gone when the page is left. */
export function useChanging({ slug, stored, inspected }: Captured): Changing {
  const [draft, setDraft] = useState(() => draftOf(stored, inspected))
  const [place, setPlace] = useState(startOfChange)
  const [refused, setRefused] = useState<Refusal | null>(null)
  const planning = usePlanning({ source: slug })
  const config = changedConfig(stored, draft)
  return {
    draft,
    config,
    place,
    planning,
    refused,
    change: (changed) => {
      setDraft((before) => ({ ...before, ...changed }))
    },
    refuse: (refusal) => {
      const step = stepOfRefusal(refusal)
      if (step === undefined) return
      setRefused(refusal)
      setPlace((before) => moveTo(before, step))
    },
    open: (step) => {
      setPlace(moveTo(place, step))
      if (step !== 'save') return
      setRefused(null)
      planning.ask(config)
    },
  }
}
