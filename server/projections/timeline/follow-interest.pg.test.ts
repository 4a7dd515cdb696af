import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { defaultInterest } from '#contract/interest.ts'
import { systemClock } from '../../runtime/clock.ts'
import { createLogger } from '../../runtime/logger.ts'
import { testDatabase } from '../../testing/database.ts'
import { newEvent, openLog, silentLogger } from '../../testing/log-fixture.ts'
import { defaultLimits } from '../identity/identity-rules.ts'
import { createCheckpoint, readProgress } from '../checkpoint.ts'
import { rebuildIfMadeOtherwise } from '../rebuild.ts'
import { ProgressWatch } from '../progress-watch.ts'
import { ProjectionRunner } from '../runner.ts'
import { timelineProjection } from '../timeline.ts'
import { followInterest } from './follow-interest.ts'
import { timelineMadeWith } from './made-with.ts'
import { timelineKeys } from './timeline-keys.ts'

const { url } = await testDatabase()
const { pool, log, telemetry, close } = await openLog(url)
afterAll(close)
const rules = { country: 'FR', limits: defaultLimits, freeDomains: [] } as const

async function readSum(): Promise<number> {
  const { rows } = await pool.query<{ sum: number }>('select sum(interest) as sum from key_activity')
  return rows[0]?.sum ?? 0
}

test('a changed setting counts again what was counted, without a restart', async () => {
  const madeWith = timelineMadeWith(rules, defaultInterest)
  const projection = { ...timelineProjection(timelineKeys('FR')), madeWith }
  const watch = new ProgressWatch(pool, 20)
  const options = { pool, log, telemetry, clock: systemClock, logger: silentLogger, watch }
  const runner = new ProjectionRunner({ ...options, projection })
  await runner.start()
  onTestFinished(() => runner.stop())
  const following = followInterest({ pool, projection, rules, logger: silentLogger, everyMs: 20 })
  onTestFinished(() => following.stop())
  await log.append([newEvent({ id: 'e-1', type: 'page.viewed', data: { visitorId: 'v-1', path: '/' } })])
  await runner.whenProcessed(await log.head())
  expect(await readSum()).toBe(1)

  const other = { ...defaultInterest, rules: [{ name: 'page', types: ['page.viewed'], weight: 5 }] }
  await pool.query(`insert into settings (key, value, updated_at) values ('interest', $1, now())`, [
    JSON.stringify(other),
  ])
  await vi.waitUntil(async () => (await readSum()) === 5, { timeout: 60_000, interval: 20 })
})

test('a server whose telephones are of another country leaves timelines as they are, and says so once', async () => {
  const timeline = timelineProjection(timelineKeys('FR'))
  const theirs = timelineMadeWith(rules, defaultInterest)
  await createCheckpoint(pool, timeline.name)
  await rebuildIfMadeOtherwise(pool, { ...timeline, madeWith: theirs })
  const ourRules = { ...rules, country: 'DE' } as const
  const projection = { ...timeline, madeWith: timelineMadeWith(ourRules, defaultInterest) }
  const logger = createLogger('silent')
  const warn = vi.spyOn(logger, 'warn')
  const queries = vi.spyOn(pool, 'query')
  const following = followInterest({ pool, projection, rules: ourRules, logger, everyMs: 5 })
  onTestFinished(() => following.stop())
  await vi.waitUntil(() => queries.mock.calls.length >= 4, { timeout: 60_000, interval: 5 })
  expect(warn).toHaveBeenCalledOnce()
  expect(await readProgress(pool, timeline.name)).toMatchObject({ madeWith: theirs })
})
