import type { Pool } from 'pg'
import { pause } from '../../runtime/backoff.ts'
import type { Logger } from '../../runtime/logger.ts'
import { isMadeAlike, readProgress } from '../checkpoint.ts'
import type { Projection } from '../projection.ts'
import type { IdentityRules } from '../identity/identity-rules.ts'
import { rebuildIfMadeOtherwise } from '../rebuild.ts'
import { timelineMadeWith } from './made-with.ts'
import { readInterest } from './interest-settings.ts'

interface FollowOptions {
  pool: Pool
  /** That of the timeline. */
  projection: Projection
  rules: IdentityRules
  logger: Logger
  /** How often it looks. */
  everyMs?: number
}

/**
 * When the setting `interest` has changed, whoever changed it, the timeline is emptied and its runner, which looks where its
 * checkpoint is, folds the log again by the new one. Of several processes one does it, and none whose other settings are not
 * those that the timeline is made with: they would go on emptying each other's.
 */
export function followInterest({ pool, projection, rules, logger, everyMs = 5000 }: FollowOptions) {
  const stopping = new AbortController()
  const { signal } = stopping
  let isOthers = false
  const look = async (): Promise<void> => {
    const wasOthers = isOthers
    isOthers = !isMadeAlike(projection, await readProgress(pool, projection.name))
    if (isOthers) {
      if (!wasOthers) logger.warn('timelines are made with other settings than those of this server: restart it')
      return
    }
    const madeWith = timelineMadeWith(rules, await readInterest(pool))
    if (await rebuildIfMadeOtherwise(pool, { ...projection, madeWith }))
      logger.info('the setting interest has changed; timelines are folded again')
  }
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await pause(everyMs, signal)
      if (signal.aborted) return
      await look().catch((error: unknown) => logger.warn({ err: error }, 'the setting interest cannot be followed'))
    }
  }
  const running = run()
  return {
    async stop(): Promise<void> {
      stopping.abort()
      await running
    },
  }
}
