'use client'

import { useState } from 'react'
import type { Inspection } from '#contract/database.ts'
import type { RequestFailure } from '#components/sources/send-request.ts'
import { slugOf } from '#components/sources/slug-of.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { inspectDatabase } from './database-requests.ts'
import type { Draft, Inspected } from './draft.ts'
import { configOf, draftFrom, keepFitting } from './draft.ts'
import type { Naming } from './naming-inputs.tsx'
import type { Refusal } from './pointer.ts'
import { stepOfRefusal } from './pointer.ts'
import type { Place, StepName } from './step.tsx'
import { moveTo, start } from './step.tsx'
import type { Planning } from './use-planning.ts'
import { usePlanning } from './use-planning.ts'

/** What is known once the database has answered. */
export interface Known {
  inspected: Inspected
  draft: Draft
  naming: Naming
}

/** The question to the database, and what came of it last. */
export interface Inspecting {
  pending: boolean
  failure: RequestFailure | null
  /** Why it could not be connected to. */
  problem: Extract<Inspection, { ok: false }>['problem'] | null
  ask: () => void
}

export interface Connecting {
  connection: string
  changeConnection: (connection: string) => void
  known: Known | null
  change: (draft: Partial<Draft>) => void
  name: (naming: Naming) => void
  place: Place
  open: (step: StepName) => void
  refused: Refusal | null
  /** Opens the step in which what is wrong can be mended. */
  refuse: (refusal: Refusal) => void
  inspecting: Inspecting
  planning: Planning
}

/** What somebody who connects a database has said and been told so far. It is gone when the page is left. */
export function useConnecting(): Connecting {
  const [typed, setTyped] = useState('')
  const [known, setKnown] = useState<Known | null>(null)
  const [place, setPlace] = useState(start)
  const [refused, setRefused] = useState<Refusal | null>(null)
  const { pending, failure, done, run } = useRequest<Inspection>()
  const connection = typed.trim()
  const planning = usePlanning({ connection })
  const inspect = async (): Promise<void> => {
    const answer = await run(inspectDatabase({ connection }))
    if (answer?.ok !== true) return
    setKnown((before) => knownFrom(answer, before))
    setPlace((before) => moveTo(before, 'way'))
  }
  return {
    connection: typed,
    known,
    place,
    planning,
    inspecting: { pending, failure, problem: done?.ok === false ? done.problem : null, ask: () => void inspect() },
    changeConnection: (changed) => {
      setTyped(changed)
      // What another database may hold is not known before it is tried.
      setPlace({ ...start, isMoved: false })
    },
    change: (changed) => {
      setKnown((before) => before && { ...before, draft: { ...before.draft, ...changed } })
    },
    name: (naming) => {
      setKnown((before) => before && { ...before, naming })
    },
    refused,
    refuse: (refusal) => {
      const step = stepOfRefusal(refusal)
      if (step === undefined) return
      setRefused(refusal)
      setPlace((before) => moveTo(before, step))
    },
    open: (step) => {
      setPlace(moveTo(place, step))
      if (step === 'consent') setRefused(null)
      if (step === 'consent' && known !== null) planning.ask(configOf(known.draft, known.naming.slug))
    },
  }
}

/** The first answer of a database is what one begins with; later ones leave the choices alone as far as they fit. */
export function knownFrom(inspected: Inspected, before: Known | null): Known {
  const { host, database } = inspected.server
  const isSame = before?.inspected.server.host === host && before.inspected.server.database === database
  if (before !== null && isSame) return { ...before, inspected, draft: keepFitting(before.draft, inspected) }
  return { inspected, draft: draftFrom(inspected), naming: { name: database, slug: slugOf(database) } }
}
