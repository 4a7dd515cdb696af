'use client'

import { useState } from 'react'
import type { DatabaseTarget, Plan } from '#contract/database.ts'
import type { RequestFailure } from '#components/sources/send-request.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { planDatabase } from './database-requests.ts'
import type { DatabaseConfigInput } from './draft.ts'

export interface Planning {
  plan: Plan | null
  pending: boolean
  failure: RequestFailure | null
  /** Whether the plan that is shown is that of this config: only then may somebody consent to it. */
  isOf: (config: DatabaseConfigInput) => boolean
  ask: (config: DatabaseConfigInput) => void
}

/** The SQL that a config needs, asked for whenever the config has changed. */
export function usePlanning(target: DatabaseTarget): Planning {
  const [askedFor, setAskedFor] = useState('')
  const { pending, failure, done, run } = useRequest<Plan>()
  const ask = (config: DatabaseConfigInput): void => {
    setAskedFor(JSON.stringify(config))
    void run(planDatabase({ target, config }))
  }
  return {
    plan: done,
    pending,
    failure,
    isOf: (config) => done !== null && JSON.stringify(config) === askedFor,
    ask,
  }
}
