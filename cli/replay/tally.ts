import type { EventResult } from '#contract/api.ts'
import type { Reading } from './read-file.ts'

export interface InvalidEvent {
  line: number
  id: string
  errors: string[]
}

/** Of so many invalid events the details are kept; all are counted. */
export const maxInvalidKept = 100

/** How a replay stands, updated in place as it goes. */
export interface Tally {
  phase: 'checking' | 'sending'
  fileBytes: number
  reading: Reading
  /** Events in the file; known once it has been checked. */
  total: number
  firstAt: number
  lastAt: number
  /** Time in the file of the latest event handed to the sender. */
  at: number
  /** Handed to the sender, answered or not. */
  sent: number
  stored: number
  duplicates: number
  invalid: number
  invalidEvents: InvalidEvent[]
  requests: number
  retries: number
  /** `performance.now()` when sending began. */
  startedAt: number
}

export function createTally(fileBytes: number): Tally {
  return {
    phase: 'checking',
    fileBytes,
    reading: { bytes: 0, records: 0 },
    total: 0,
    firstAt: Infinity,
    lastAt: -Infinity,
    at: 0,
    sent: 0,
    stored: 0,
    duplicates: 0,
    invalid: 0,
    invalidEvents: [],
    requests: 0,
    retries: 0,
    startedAt: performance.now(),
  }
}

export function answered({ stored, duplicates, invalid }: Tally): number {
  return stored + duplicates + invalid
}

/** Books one result of the door, of the event that begins on that line. */
export function book(tally: Tally, { id, outcome, errors }: EventResult, line: number): InvalidEvent | undefined {
  switch (outcome) {
    case 'stored':
      tally.stored += 1
      return undefined
    case 'duplicate':
      tally.duplicates += 1
      return undefined
    case 'invalid': {
      tally.invalid += 1
      const event = { line, id, errors: errors?.map(({ pointer, detail }) => `${pointer}: ${detail}`) ?? [] }
      if (tally.invalidEvents.length < maxInvalidKept) tally.invalidEvents.push(event)
      return event
    }
  }
}
