import type { Client } from 'pg'
import type { OutboxConfig } from '#contract/database.ts'
import { pause } from '../../../runtime/backoff.ts'
import { withoutMessage } from '../../redact.ts'
import type { CaptureContext } from '../capture.ts'
import type { CaptureMode } from '../capture-modes.ts'
import { declaringGaps } from '../declare-gap.ts'
import { hangUp } from '../connection.ts'
import { isGivenUp, rememberGivenUp } from './begin-outbox.ts'
import type { OutboxTiming } from './capture-outbox.ts'
import { outboxCapture, outboxTiming, releaseOutbox } from './capture-outbox.ts'
import { clearOutbox } from './clear-outbox.ts'
import { outboxGivenUp, watchOutbox } from './outbox-watch.ts'

/*
 * The capture by outbox, with the watch over the room that it takes: from the first trigger on there is something that
 * grows in somebody's database, whatever else goes on or does not. What was given up is remembered before anything is taken
 * away, so no later start believes that an outbox is whole which was emptied unread.
 */
export function captureByOutbox(timing: Partial<OutboxTiming> = {}): CaptureMode<OutboxConfig> {
  const pace = { ...outboxTiming, ...timing }
  const follow = outboxCapture(pace)
  return {
    capture: (context) => declaringGaps(context, () => underWatch(context, pace, follow)),
    whilePaused: (context) => declaringGaps(context, () => watch(context, pace)),
    whileGivenUp: (context) => clearAway(context, pace),
    release: releaseOutbox,
  }
}

type Context = CaptureContext<OutboxConfig>
type Pace = Pick<OutboxTiming, 'answerMs' | 'watchMs'>

/** The work ends with the watch, and the watch with the work. */
async function underWatch(context: Context, pace: Pace, work: (context: Context) => Promise<never>): Promise<never> {
  const ending = new AbortController()
  const end = () => ending.abort(new Error('the capture ends'))
  const givingUp = new AbortController()
  const signal = AbortSignal.any([context.signal, ending.signal])
  const watching = watch({ ...context, signal }, pace, () => givingUp.abort(new Error('the outbox is given up')))
  const working = work({ ...context, signal: AbortSignal.any([signal, givingUp.signal]) }).catch((error: unknown) => {
    // Given up, the work ends first: why it does, the watch says.
    if (givingUp.signal.aborted) return watching
    throw error
  })
  try {
    return await Promise.race([working, watching])
  } finally {
    end()
    await Promise.allSettled([working, watching])
  }
}

async function watch(context: Context, { answerMs, watchMs }: Pace, onGivenUp?: () => void): Promise<never> {
  const { memory, config, signal } = context
  if (isGivenUp(memory)) throw outboxGivenUp('it took as much room as it may')
  return watchOutbox({
    context,
    answerMs,
    intervalMs: watchMs,
    giveUp: async (client: Client) => {
      onGivenUp?.()
      await rememberGivenUp(memory)
      await clearOutbox(client, config, { timeoutMs: answerMs, signal })
    },
  })
}

/** Resolves when nothing can grow any more. Whoever may not take the triggers off empties the outbox again and again. */
async function clearAway(
  { config, connection, signal, logger, source }: Context,
  { answerMs, watchMs }: Pace,
): Promise<void> {
  for (let isClear = false; !isClear && !signal.aborted;) {
    try {
      const client = await connection.connect('watch', { pooled: true })
      try {
        isClear = await clearOutbox(client, config, { timeoutMs: answerMs, signal })
      } finally {
        hangUp(client)
      }
    } catch (error) {
      if (!signal.aborted)
        logger.warn(
          { err: withoutMessage(error), source },
          'an outbox that was given up could not be emptied; it is tried again',
        )
    }
    if (!isClear) await pause(watchMs, signal)
  }
}
