import type { Page } from '@playwright/test'
import type { Door } from './door.ts'
import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import type { Shown } from './shown-numbers.ts'
import { noteShownNumbers } from './shown-numbers.ts'
import { lostLine } from './troubles.ts'
import { expectNumber, openWall, wallOf, words } from './wall.ts'

const { receivedToday: received, stored, inFlight } = words.en.wall

/** Requests of these sizes, one after the other: a request commits whole, so the log passes through their sums only. */
const batches = [1, 2, 4, 8, 16, 32, 64, 128, 256, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]

async function sendInTurn(
  door: Door,
  onSent: (index: number) => Promise<void> = async () => undefined,
): Promise<Set<number>> {
  const sums = new Set([0])
  let sum = 0
  for (const [index, size] of batches.entries()) {
    await door.send(pageViews(size))
    sum += size
    sums.add(sum)
    await onSent(index)
  }
  return sums
}

function expectTrue(shown: readonly Shown[], sums: ReadonlySet<number>): void {
  expect(shown.length).toBeGreaterThan(3)
  expect(shown.filter((moment) => !sums.has(moment.received))).toEqual([])
  expect(shown.filter((moment) => moment.receivedSeen !== moment.received)).toEqual([])
  expect(shown.filter((moment) => moment.received - moment.stored !== moment.inFlight)).toEqual([])
  for (const name of ['received', 'stored'] as const) {
    const values = shown.map((moment) => moment[name])
    expect(values).toEqual(values.toSorted((a, b) => a - b))
  }
}

async function openNoting(page: Page): Promise<() => Promise<Shown[]>> {
  const shown = await noteShownNumbers(page, { received, stored, inFlight })
  await openWall(page)
  return shown
}

test('a number shown is never one that was not true: only sums that the log had, never less than before', async ({
  page,
  vigie: _,
}) => {
  const door = await openDoor('shop')
  await door.send(pageViews(1))
  const shown = await openNoting(page)
  const sums = await sendInTurn(door)
  const total = Math.max(...sums) + 1
  await expectNumber(wallOf(page).received, total)
  expectTrue(await shown(), new Set([...sums].map((sum) => sum + 1)))
})

test('nor while the line is cut and the server is killed in the middle', async ({ page, vigie, troubles }) => {
  troubles.expect(...lostLine)
  const door = await openDoor('shop')
  await door.send(pageViews(1))
  const shown = await openNoting(page)
  const sums = await sendInTurn(door, async (index) => {
    if (index === 4) vigie.network.cut()
    if (index === 8) vigie.network.restore()
    if (index === 12) await vigie.server.restart()
  })
  const total = Math.max(...sums) + 1
  await expectNumber(wallOf(page).received, total)
  expectTrue(await shown(), new Set([...sums].map((sum) => sum + 1)))
})
