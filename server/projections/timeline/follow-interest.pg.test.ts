import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { defaultInterest } from '#contract/interest.ts'
import { systemClock } from '../../runtime/clock.ts'
import { testDatabase } from '../../testing/database.ts'
import { newEvent, openLog, silentLogger } from '../../testing/log-fixture.ts'
import { defaultLimits } from '../identity/identity-rules.ts'
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
  const options = { pool, log, telemetry, clock: systemClock, logger: silentLogger, watchMs: 20 }
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
  await vi.waitUntil(async () => (await readSum()) === 5, { timeout: 10_000, interval: 20 })
})
