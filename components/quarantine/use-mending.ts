'use client'

import { useState } from 'react'
import type { QuarantinedDetail, QuarantinedRequest, ReplayAnswer } from '#contract/quarantine.ts'
import type { AskFailure } from '#components/events/ask.ts'
import { ask } from '#components/events/ask.ts'

export type Mending =
  | { phase: 'idle' }
  | { phase: 'busy' }
  | { phase: 'replayed'; answer: ReplayAnswer }
  | { phase: 'discarded' }
  | { phase: 'failed'; failure: AskFailure }

/** Replays or discards a request; `onDone` hears that something became of it. */
export function useMending({ id, body: original }: QuarantinedDetail, onDone: () => void) {
  const [body, setBody] = useState(original)
  const [mending, setMending] = useState<Mending>({ phase: 'idle' })
  const replay = async (): Promise<void> => {
    setMending({ phase: 'busy' })
    const mended = body === original ? {} : { body }
    const answer = await ask<ReplayAnswer>({ path: `/v1/quarantine/${id}/replay`, body: mended })
    setMending(answer.ok ? { phase: 'replayed', answer: answer.value } : { phase: 'failed', failure: answer.failure })
    onDone()
  }
  const discard = async (): Promise<void> => {
    setMending({ phase: 'busy' })
    const answer = await ask<QuarantinedRequest>({ path: `/v1/quarantine/${id}/discard`, body: {} })
    setMending(answer.ok ? { phase: 'discarded' } : { phase: 'failed', failure: answer.failure })
    onDone()
  }
  return { body, setBody, isMended: body !== original, mending, replay, discard }
}
