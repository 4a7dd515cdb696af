import type { Day, Told } from './simulation.ts'
import { nextTold } from './simulation.ts'

/** A machine that was too busy goes on from now: it does not make up for lost time. */
const maxLagMs = 2000
/**
 * Beyond this a day is over. What happens later by so much still names its own times, when a lorry comes or a meeting begins, and
 * is as busy as the hour that it was meant for.
 */
const maxShiftMs = 5 * 60_000

export interface LiveOptions {
  /** Makes a day that begins now. */
  begin(): Promise<Day>
  tell(told: Told): void
  /** Epoch ms. */
  now(): number
  /** Resolves after so many ms, or when the signal aborts. */
  wait(ms: number): Promise<void>
  signal: AbortSignal
}

/** Lives a day in real time until the signal aborts, and a new one after a machine has slept. */
export async function liveDays({ begin, tell, now, wait, signal }: LiveOptions): Promise<void> {
  let day = await begin()
  let shiftMs = 0
  while (!signal.aborted) {
    const aheadMs = day.agenda.nextAt + shiftMs - now()
    if (aheadMs < -maxLagMs) shiftMs -= aheadMs
    if (shiftMs > maxShiftMs) {
      day = await begin()
      shiftMs = 0
    } else if (aheadMs >= 1) await wait(Math.min(aheadMs, 60_000))
    else for (const told of nextTold(day)) tell({ ...told, at: told.at + shiftMs })
  }
}
