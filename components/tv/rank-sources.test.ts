import { expect, test } from 'vitest'
import type { WallSourceRow } from '#contract/views/wall.ts'
import type { ViewAge } from '#components/wall/use-view-age.ts'
import { countTroubled, rankSources } from './rank-sources.ts'

const now = Date.UTC(2026, 10, 17, 14, 46, 8)
const secondsAgo = (seconds: number): number => now - seconds * 1000
const live: ViewAge = { age: { state: 'live', ageMs: 100 }, now, trueAt: now, grey: false }
const lost: ViewAge = {
  age: { state: 'offline', lastKnownAt: secondsAgo(30) },
  now,
  trueAt: secondsAgo(30),
  grey: true,
}

const source = (name: string, lastReceivedAt: number | null): WallSourceRow => ({
  kind: 'source',
  source: name,
  name,
  sourceKind: 'standard-webhooks',
  mode: 'push',
  promiseSeconds: 60,
  today: 1,
  lastMinute: 0,
  minutes: [],
  lastReceivedAt,
  asOf: null,
  everySeconds: null,
  problemSince: null,
})
const sources = [source('fine', secondsAgo(31)), source('never', null), source('silent', secondsAgo(600))]

test('what is heard no more comes first, then what was never heard, and only the first is in trouble', () => {
  const ranked = rankSources(sources, live)
  expect(ranked.map(({ source: { name } }) => name)).toEqual(['silent', 'never', 'fine'])
  expect(countTroubled(ranked, live)).toBe(1)
})

test('while the line of the screen itself is lost no source is in trouble', () => {
  expect(countTroubled(rankSources(sources, lost), lost)).toBe(0)
})
