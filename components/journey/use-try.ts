'use client'

import { useCallback, useState } from 'react'
import { useLiveStore } from '#components/live/live-context.ts'
import type { LiveStore } from '#components/live/live-store.ts'
import type { TotalTopic } from '#components/wall/use-total.ts'
import { Arrivals } from './arrivals.ts'
import type { Journey } from './journey.ts'
import { journeyOf } from './journey.ts'
import { readProjectedAt } from './read-projected-at.ts'
import { sendEvent } from './send-event.ts'
import { TicketStock } from './ticket-stock.ts'
import type { TryFailure } from './try-failure.ts'

/** An event that is stored is seen within this time, or the screen says so. */
const seenTimeoutMs = 10_000

export type TryState =
  | { phase: 'idle' }
  | { phase: 'sending' }
  /** `at`: epoch ms of the server's clock, when the door took it. */
  | { phase: 'arrived'; journey: Journey; at: number }
  | { phase: 'failed'; failure: TryFailure }

interface Trying {
  store: LiveStore
  stock: TicketStock
  topic: TotalTopic
}

async function tryOnce({ store, stock, topic }: Trying): Promise<TryState> {
  const arrivals = new Arrivals()
  const stop = store.onApplied(topic, (sample) => {
    arrivals.add(sample)
  })
  try {
    const ticket = await stock.take()
    if (!ticket.ok) return { phase: 'failed', failure: ticket.failure }
    const answer = await sendEvent(ticket.ticket)
    if (!answer.ok) return { phase: 'failed', failure: answer.failure }
    const { sent } = answer
    const sample = await arrivals.first(sent.position, seenTimeoutMs)
    if (sample === null) return { phase: 'failed', failure: { reason: 'unseen' } }
    const sentAt = sent.sentAt + (store.connection().clockOffsetMs ?? 0)
    const { appliedAt, paintedAt } = sample
    const projectedAt = await readProjectedAt(sent.position)
    const journey = journeyOf({ ...sent, sentAt, appliedAt, paintedAt, projectedAt })
    return { phase: 'arrived', journey, at: sent.receivedAt }
  } finally {
    stop()
  }
}

interface Try {
  state: TryState
  /** Somebody reaches for the button: what a press needs is asked for now, and not while they only look. */
  reach: () => void
  press: () => void
}

/** Sends one real event through the real door and follows it back to this screen. Something here must watch the topic. */
export function useTry(topic: TotalTopic = 'wall'): Try {
  const store = useLiveStore()
  const [stock] = useState(() => new TicketStock())
  const [state, setState] = useState<TryState>({ phase: 'idle' })

  const reach = useCallback(() => {
    stock.prepare()
  }, [stock])

  const isSending = state.phase === 'sending'
  const press = useCallback(() => {
    if (isSending) return
    setState({ phase: 'sending' })
    void tryOnce({ store, stock, topic }).then(setState)
  }, [store, stock, topic, isSending])

  return { state, reach, press }
}
