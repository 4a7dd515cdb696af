import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Role } from '#contract/role-names.ts'
import type { Row } from '#contract/view.ts'
import type { Browser } from './world.ts'
import { World } from './world.ts'

/*
 * Real server core and real client core over lines that are cut, stalled and slow, on a time turned by hand: whatever
 * happens, a screen never shows rows that the view did not have at that position or got while its viewer had no right to
 * see it, and once it is quiet both are equal.
 */

const topics = { wall: 'view:wall', 'wall:other': 'read:events' } as const
const quietMs = 60_000

type Step =
  | { do: 'change'; topic: string; key: string; value: number | null; isHinted: boolean }
  | { do: 'rebuild'; topic: string }
  | { do: 'pass'; durationMs: number }
  | { do: 'cut'; browser: number }
  | { do: 'stall' | 'disturb'; browser: number; durationMs: number }
  | { do: 'change-roles'; browser: number; roles: Role[] }
  | { do: 'watch' | 'unwatch'; browser: number; topic: string }
  | { do: 'restart'; politely: boolean; durationMs: number }
  | { do: 'break' | 'slow-readings'; durationMs: number }

const topic = fc.constantFrom(...Object.keys(topics))
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
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('change-roles' as const),
      browser,
      roles: fc.constantFrom<Role[]>(['data'], ['sales'], []),
    }),
  },
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
    case 'disturb':
      at(action.browser).network.disturb(true)
      time.after(action.durationMs, () => at(action.browser).network.disturb(false))
      return
    case 'change-roles':
      return world.changeRoles(at(action.browser), action.roles)
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

async function playAll(seed: number, steps: readonly Step[]): Promise<World> {
  const world = new World({ seed, topics, browsers: 2 })
  for (const one of world.browsers) for (const name of Object.keys(topics)) world.watch(one, name)
  for (const action of steps) await play(world, action)
  await world.time.pass(quietMs)
  return world
}

function expectEqual(world: World): void {
  expect(world.untruths).toEqual([])
  for (const one of world.browsers) {
    for (const name of one.watching.keys()) expect(world.shown(one, name)).toEqual(world.truth(one, name))
  }
}

test('L5, L6, L7, L19, L23: after any schedule of cuts, stalls, restarts, role changes and changes every screen equals its view, and never showed a mixture or what it may not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(step, { maxLength: 120, size: 'max' }), async (seed, steps) => {
      expectEqual(await playAll(seed, steps))
    }),
    { numRuns: 150 },
  )
}, 60_000)

test('L2, L4: were answers and patches swapped or repeated, a screen would still show no mixture, and be equal after the next change', async () => {
  const disturb = fc.record({ do: fc.constant('disturb' as const), browser, durationMs: long })
  const anything = fc.oneof({ weight: 50, arbitrary: step }, { weight: 4, arbitrary: disturb })
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(anything, { maxLength: 120, size: 'max' }), async (seed, steps) => {
      const world = await playAll(seed, steps)
      for (const name of Object.keys(topics)) world.change(name, { a: { value: 'last' } }, { isHinted: true })
      await world.time.pass(quietMs)
      expectEqual(world)
    }),
    { numRuns: 100 },
  )
}, 60_000)
