import type { Pool } from 'pg'
import { Erasures } from './erasures.ts'
import { EventLog } from './log/log.ts'
import { ErasedKeys } from './projections/erasure/erased-keys.ts'
import { readIdentityRules } from './projections/identity/read-rules.ts'
import { ProgressWatch } from './projections/progress-watch.ts'
import { allProjections } from './projections/registry.ts'
import { ProjectionRunner } from './projections/runner.ts'
import { followInterest } from './projections/timeline/follow-interest.ts'
import { readInterest } from './projections/timeline/interest-settings.ts'
import { timelineKeys } from './projections/timeline/timeline-keys.ts'
import type { BusinessTime } from './runtime/business-time.ts'
import type { Clock } from './runtime/clock.ts'
import type { Logger } from './runtime/logger.ts'
import type { Telemetry } from './runtime/telemetry.ts'

interface Folding {
  vigieSecret: string
  appendPool: Pool
  pool: Pool
  time: BusinessTime
  telemetry: Telemetry
  clock: Clock
  logger: Logger
}

/** The log, and every projection of it. */
export async function startFolding(
  stack: AsyncDisposableStack,
  { vigieSecret, appendPool, pool, time, ...options }: Folding,
) {
  const rules = await readIdentityRules(pool, time.timeZone)
  const erased = new ErasedKeys({ pool, vigieSecret, country: rules.country })
  const log = new EventLog({ ...options, appendPool, readPool: pool, erased })
  const projections = allProjections(time, rules, await readInterest(pool))
  const watch = new ProgressWatch(pool)
  const runners = projections.map((projection) => new ProjectionRunner({ ...options, pool, log, projection, watch }))
  for (const runner of runners) stack.defer(() => runner.stop())
  stack.defer(() => log.stop())
  await log.start()
  await Promise.all(runners.map((runner) => runner.start()))
  const timeline = projections.find(({ name }) => name === 'timeline')
  if (timeline) {
    const following = followInterest({ pool, projection: timeline, rules, logger: options.logger })
    stack.defer(() => following.stop())
  }
  return { log, projections, runners, rules, erased }
}

type ErasureOptions = Omit<ConstructorParameters<typeof Erasures>[0], 'keysOf'>

/** What takes customers out of the log and of what was folded of it. */
export function startErasures(stack: AsyncDisposableStack, options: ErasureOptions): Erasures {
  const erasures = new Erasures({ ...options, keysOf: timelineKeys(options.rules.country) })
  stack.defer(() => erasures.stop())
  erasures.start()
  return erasures
}
