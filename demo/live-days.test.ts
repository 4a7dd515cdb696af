import { expect, test } from 'vitest'
import { createDay } from './day.ts'
import { liveDays } from './live-days.ts'
import { createRandom } from './random.ts'
import type { Told } from './simulation.ts'

const noon = Date.UTC(2026, 5, 15, 10)
const hourMs = 3_600_000

interface Lived {
  /** When a day was begun. */
  begun: number[]
  told: { at: number; told: Told }[]
}

/** A quarter of an hour of the company, on a machine that sleeps for so long after five minutes. */
async function live(sleepMs: number): Promise<Lived> {
  const lived: Lived = { begun: [], told: [] }
  const stop = new AbortController()
  let [now, hasSlept] = [noon, false]
  await liveDays({
    signal: stop.signal,
    now: () => now,
    wait: async (ms) => {
      now += ms
      if (!hasSlept && now > noon + 300_000) {
        hasSlept = true
        now += sleepMs
      }
      if (now > noon + sleepMs + 900_000) stop.abort()
    },
    begin: async () => {
      lived.begun.push(now)
      const [random, run] = [createRandom(lived.begun.length), `run${lived.begun.length}`]
      return createDay({ random, run, startsAt: now, busynessAt: () => 1, books: { levels: [], expected: [] } })
    },
    tell: (told) => void lived.told.push({ at: now, told }),
  })
  return lived
}

test('after a machine has slept for hours the company begins a new day, and nothing it tells is of before', async () => {
  const { begun, told } = await live(8 * hourMs)
  expect(begun).toHaveLength(2)
  const [, again = 0] = begun
  expect(again).toBeGreaterThan(noon + 8 * hourMs)
  const later = told.filter(({ at }) => at >= again)
  expect(later.length).toBeGreaterThan(100)
  for (const { told } of later) expect(told.at).toBeGreaterThanOrEqual(again)
  const meetings = later.flatMap(({ told }) =>
    'event' in told && told.event.type === 'meeting.scheduled' ? [told] : [],
  )
  expect(Math.max(...meetings.map(({ event }) => startOf(event.data)))).toBeGreaterThan(again)
})

test('after a moment in which it was too busy it goes on with the same day, from now', async () => {
  const { begun, told } = await live(20_000)
  expect(begun).toEqual([noon])
  for (const {
    at,
    told: { at: said },
  } of told)
    expect(Math.abs(said - at)).toBeLessThan(2100)
})

function startOf(data: unknown): number {
  const { startsAt } = data as { startsAt: string } // as meetings.ts tells them
  return Date.parse(startsAt)
}
