import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Row } from '#contract/view.ts'
import type { Browser } from './world.ts'
import { World } from './world.ts'

/*
 * Real server core and real client core over lines that are cut, stalled and slow, on a time turned by hand: whatever
 * happens, a screen never shows rows that the view did not have at that position, and once it is quiet both are equal.
 */

const topics = ['wall', 'wall:other'] as const
const quietMs = 60_000

type Step =
  | { do: 'change'; topic: string; key: string; value: number | null; isHinted: boolean }
  | { do: 'rebuild'; topic: string }
  | { do: 'pass'; durationMs: number }
  | { do: 'cut'; browser: number }
  | { do: 'stall'; browser: number; durationMs: number }
  | { do: 'watch' | 'unwatch'; browser: number; topic: string }
  | { do: 'restart'; politely: boolean; durationMs: number }
  | { do: 'break' | 'slow-readings'; durationMs: number }

const topic = fc.constantFrom(...topics)
const browser = fc.nat({ max: 1 })
const short = fc.nat({ max: 250 })
const long = fc.nat({ max: 9000 })

/** Faults end by themselves, so that several overlap and yet the system is well most of the time. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      topic,
      key: fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
      value: fc.option(fc.nat(), { freq: 4 }),
      isHinted: fc.boolean(),
    }),
  },
  { weight: 20, arbitrary: fc.record({ do: fc.constant('pass' as const), durationMs: short }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), durationMs: long }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), browser }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('stall' as const), browser, durationMs: long }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('watch', 'unwatch'), browser, topic }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('restart' as const), politely: fc.boolean(), durationMs: long }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rebuild' as const), topic }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('break', 'slow-readings'), durationMs: long }) },
)

async function play(world: World, action: Step): Promise<void> {
  const { time } = world
  const at = (index: number): Browser => world.browsers[index] ?? fail(`no browser ${index}`)
  switch (action.do) {
    case 'change': {
      const rows: Record<string, Row | null> = Object.fromEntries([
        [action.key, action.value === null ? null : { value: action.value }],
      ])
      return world.change(action.topic, rows, action)
    }
    case 'rebuild':
      return world.rebuild(action.topic)
    case 'pass':
      return time.pass(action.durationMs)
    case 'cut':
      return at(action.browser).network.cut()
    case 'stall':
      at(action.browser).network.stall(true)
      time.after(action.durationMs, () => at(action.browser).network.stall(false))
      return
    case 'watch':
      return world.watch(at(action.browser), action.topic)
    case 'unwatch':
      return world.unwatch(at(action.browser), action.topic)
    case 'restart':
      world.stopServer(action)
      time.after(action.durationMs, () => world.startServer())
      return
    case 'break':
      world.breakReadings(true)
      time.after(action.durationMs, () => world.breakReadings(false))
      return
    case 'slow-readings':
      world.readingsTake(action.durationMs)
      time.after(action.durationMs, () => world.readingsTake(0))
  }
}

function fail(message: string): never {
  throw new Error(message)
}

async function playAll(seed: number, steps: readonly Step[]): Promise<void> {
  const world = new World({ seed, topics, browsers: 2 })
  for (const one of world.browsers) for (const name of topics) world.watch(one, name)
  for (const action of steps) await play(world, action)
  await world.time.pass(quietMs)
  expect(world.untruths).toEqual([])
  for (const one of world.browsers) {
    for (const name of one.watching.keys()) expect(world.shown(one, name)).toEqual(world.truth(name))
  }
}

test('L5, L6, L7, L23: after any schedule of cuts, stalls, restarts and changes every screen equals its view and never showed a mixture', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(), fc.array(step, { maxLength: 120, size: 'max' }), playAll), {
    numRuns: 150,
  })
}, 60_000)
