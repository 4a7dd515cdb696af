import type { EventStages } from '#contract/api.ts'
import type { EventDetails } from '#contract/event-details.ts'
import type { AskFailure, Asked } from './ask.ts'

export type Opened =
  | { phase: 'loading' }
  | { phase: 'failed'; failure: AskFailure }
  | { phase: 'loaded'; details: EventDetails; stages: EventStages }

export interface DetailsSource {
  details(position: string): Promise<Asked<EventDetails>>
  stages(position: string): Promise<Asked<EventStages>>
  /** @returns a function that cancels. */
  after(delayMs: number, run: () => void): () => void
}

/** Events that were opened and are kept, so that going back to one is at once. */
const kept = 30
/** An event that is not yet whole is asked for again, this many times. */
const againMs = 1000
const maxAgain = 5

interface Entry {
  opened: Opened
  listeners: Set<() => void>
  asked: number
  isAsking: boolean
  cancel: () => void
}

const loading: Opened = { phase: 'loading' }

/**
 * Events opened one by one: each is read when somebody first looks at it, and again while its request is yet to be written
 * or a projection is yet to take it.
 */
export class DetailsStore {
  readonly #source: DetailsSource
  readonly #entries = new Map<string, Entry>()

  constructor(source: DetailsSource) {
    this.#source = source
  }

  opened(position: string): Opened {
    return this.#entries.get(position)?.opened ?? loading
  }

  watch(position: string, listener: () => void): () => void {
    const entry = this.#entry(position)
    entry.listeners.add(listener)
    if (entry.opened.phase !== 'loaded') this.#ask(position, entry)
    return () => {
      entry.listeners.delete(listener)
      if (entry.listeners.size === 0) entry.cancel()
    }
  }

  retry(position: string): void {
    const entry = this.#entry(position)
    this.#become(entry, loading)
    this.#ask(position, entry)
  }

  #entry(position: string): Entry {
    const known = this.#entries.get(position)
    if (known) return known
    for (const [oldest, { listeners }] of this.#entries) {
      if (this.#entries.size < kept) break
      if (listeners.size === 0) this.#entries.delete(oldest)
    }
    const entry: Entry = {
      opened: loading,
      listeners: new Set(),
      asked: 0,
      isAsking: false,
      cancel: () => undefined,
    }
    this.#entries.set(position, entry)
    return entry
  }

  #ask(position: string, entry: Entry): void {
    if (entry.isAsking) return
    entry.isAsking = true
    entry.asked += 1
    void Promise.all([this.#source.details(position), this.#source.stages(position)]).then(([details, stages]) => {
      entry.isAsking = false
      this.#become(entry, openedOf(details, stages))
      if (entry.listeners.size > 0 && entry.asked <= maxAgain && !isSettled(entry.opened)) {
        entry.cancel = this.#source.after(againMs, () => this.#ask(position, entry))
      }
    })
  }

  #become(entry: Entry, opened: Opened): void {
    entry.opened = opened
    for (const listener of entry.listeners) listener()
  }
}

const unknownStages: EventStages = { storedAt: null, projectedAt: null }

function openedOf(details: Asked<EventDetails>, stages: Asked<EventStages>): Opened {
  if (!details.ok) return { phase: 'failed', failure: details.failure }
  return { phase: 'loaded', details: details.value, stages: stages.ok ? stages.value : unknownStages }
}

/** Whether asking again would tell nothing new. */
function isSettled(opened: Opened): boolean {
  if (opened.phase !== 'loaded') return true
  const { request, touched } = opened.details
  return request.state !== 'pending' && touched.every(({ state }) => state !== 'waiting')
}
