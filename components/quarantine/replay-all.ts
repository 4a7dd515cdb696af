import type { ReplayManyAnswer } from '#contract/quarantine.ts'
import type { Asked } from '#components/events/ask.ts'
import { ask } from '#components/events/ask.ts'
import type { QuarantineFilter } from './quarantine-address.ts'

export type Replayed = Omit<ReplayManyAnswer, 'next'>

/** What one call takes. */
const perCall = 100

/** Replays all open ones of a filter, call by call; `onProgress` hears the sum so far. */
export async function replayAll(
  { source, stage }: Pick<QuarantineFilter, 'source' | 'stage'>,
  onProgress: (sum: Replayed) => void,
): Promise<Asked<Replayed>> {
  let sum: Replayed = { replayed: 0, stillOpen: 0, eventsStored: 0 }
  let after: string | null = null
  do {
    const body: Record<string, unknown> = {
      ...(source !== null && { source }),
      ...(stage !== null && { stage }),
      ...(after !== null && { after }),
      limit: perCall,
    }
    const answer: Asked<ReplayManyAnswer> = await ask<ReplayManyAnswer>({ path: '/v1/quarantine/replay', body })
    if (!answer.ok) return answer
    const { replayed, stillOpen, eventsStored, next } = answer.value
    sum = {
      replayed: sum.replayed + replayed,
      stillOpen: sum.stillOpen + stillOpen,
      eventsStored: sum.eventsStored + eventsStored,
    }
    after = next
    onProgress(sum)
  } while (after !== null)
  return { ok: true, value: sum }
}
