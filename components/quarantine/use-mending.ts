'use client'

import { useState } from 'react'
import type { QuarantinedDetail, QuarantinedRequest, ReplayAnswer } from '#contract/quarantine.ts'
import type { Asked, AskFailure } from '#components/events/ask.ts'
import { ask } from '#components/events/ask.ts'
import type { MendedBody } from './mended-body.ts'
import { bodyOf } from './mended-body.ts'

export type Mending =
  | { phase: 'idle' }
  | { phase: 'busy' }
  | { phase: 'replayed'; answer: ReplayAnswer }
  | { phase: 'discarded' }
  | { phase: 'failed'; failure: AskFailure }

interface MendingOptions {
  mended: MendedBody | null
  /** Hears that something became of the request, through this screen or another; not that the server could not be asked. */
  onDone: () => void
}

/** Replays or discards a request. */
export function useMending(detail: QuarantinedDetail, { mended, onDone }: MendingOptions) {
  const [mending, setMending] = useState<Mending>({ phase: 'idle' })
  const body = bodyOf(detail, mended)
  const isMended = body !== detail.body
  const replay = async (): Promise<void> => {
    setMending({ phase: 'busy' })
    const path = `/v1/quarantine/${detail.id}/replay`
    const answer = await ask<ReplayAnswer>({ path, body: isMended ? { body } : {} })
    setMending(answer.ok ? { phase: 'replayed', answer: answer.value } : { phase: 'failed', failure: answer.failure })
    if (isSettled(answer)) onDone()
  }
  const discard = async (): Promise<void> => {
    setMending({ phase: 'busy' })
    const answer = await ask<QuarantinedRequest>({ path: `/v1/quarantine/${detail.id}/discard`, body: {} })
    setMending(answer.ok ? { phase: 'discarded' } : { phase: 'failed', failure: answer.failure })
    if (isSettled(answer)) onDone()
  }
  return { body, isMended, mending, replay, discard }
}

/** Somebody else has dealt with a request that is no longer open, or no longer there. */
function isSettled(answer: Asked<unknown>): boolean {
  return answer.ok || answer.failure.code === 'conflict' || answer.failure.code === 'not-found'
}
