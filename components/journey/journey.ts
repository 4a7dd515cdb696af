/** Where an event's time goes between the world and the eye. `doorAndLog` stands for both where nobody told them apart. */
export type StageName = 'network' | 'door' | 'log' | 'doorAndLog' | 'projection' | 'view' | 'screen'

/** The stages of a press, which its own door's answer tells apart, and those of an event that a patch brings. */
export const pressStages: readonly StageName[] = ['network', 'door', 'log', 'projection', 'view', 'screen']
export const patchStages: readonly StageName[] = ['network', 'doorAndLog', 'projection', 'view', 'screen']

export interface Stage {
  name: StageName
  /** Since the journey's start. */
  startMs: number
  ms: number
}

export interface Journey {
  stages: Stage[]
  totalMs: number
}

/** All times epoch ms of the server's clock; null where nobody measured. */
export interface JourneyTimes {
  /** When it left: the browser's press, or the producer's own time. */
  sentAt: number | null
  receivedAt: number
  /** When the door handed it to the log. */
  admittedAt: number | null
  storedAt: number | null
  projectedAt: number | null
  /** When this browser had the rows. */
  appliedAt: number | null
  paintedAt: number | null
}

/**
 * Each stage runs from the end of the one before to its own; an unmeasured end gives its time to the next stage, so
 * that the stages always add up to the total. Clocks that disagree by a few ms never make a stage negative.
 */
export function journeyOf(times: JourneyTimes): Journey {
  const start = times.sentAt === null ? times.receivedAt : Math.min(times.sentAt, times.receivedAt)
  const ends: [StageName, number | null][] = [
    ['network', times.sentAt === null ? null : times.receivedAt],
    ['door', times.admittedAt],
    [times.admittedAt === null ? 'doorAndLog' : 'log', times.storedAt],
    ['projection', times.projectedAt],
    ['view', times.appliedAt],
    ['screen', times.paintedAt],
  ]
  const stages: Stage[] = []
  let reachedMs = 0
  for (const [name, endAt] of ends) {
    if (endAt === null) continue
    const endMs = Math.max(reachedMs, endAt - start)
    stages.push({ name, startMs: reachedMs, ms: endMs - reachedMs })
    reachedMs = endMs
  }
  return { stages, totalMs: reachedMs }
}
