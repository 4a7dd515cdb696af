import type { Locator, Page } from '@playwright/test'
import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import type { Shown } from './shown-numbers.ts'
import { noteShownNumbers } from './shown-numbers.ts'
import { lostLine } from './troubles.ts'
import { expectGrey, expectLive, expectNumber, openWall, watchReloads, words } from './wall.ts'

test.beforeEach(async ({ vigie: _ }) => {
  const door = await openDoor('shop')
  await door.send(pageViews(3))
})

/** When a button is pressed next, by the clock of the page. */
function pressedAt(button: Locator): Promise<number> {
  return button.evaluate(
    (element) => new Promise((resolve) => element.addEventListener('click', () => resolve(Date.now()), { once: true })),
  )
}

function noteWall(page: Page): Promise<() => Promise<Shown[]>> {
  const { receivedToday: received, stored, inFlight } = words.en.wall
  return noteShownNumbers(page, { received, stored, inFlight })
}

const showing = (received: number) => (moment: Shown) =>
  moment.received === received && moment.receivedSeen === received

test('one presses Send an event: both windows count up by one within a second', async ({ wallA, wallB }) => {
  const shown = [await noteWall(wallA), await noteWall(wallB)]
  const [a, b] = [await openWall(wallA), await openWall(wallB)]
  for (const wall of [a, b]) {
    await expectNumber(wall.received, 3)
    await expect(wall.connection).toHaveText(words.en.connection.live)
  }

  const pressed = pressedAt(a.sendButton)
  await a.sendButton.click()
  await Promise.all([a, b].map((wall) => expectNumber(wall.received, 4)))
  const moments = (await Promise.all(shown.map((noted) => noted()))).map((all) => all.find(showing(4))?.at)
  for (const at of moments) expect((at ?? Number.NaN) - (await pressed)).toBeLessThanOrEqual(1000)
  await Promise.all([a, b].map((wall) => expectNumber(wall.stored, 4)))
  await expect(b.events.first()).toContainText(words.en.events.wallTried)
})

test('the one who pressed sees the journey of the event, stage by stage, in milliseconds', async ({ wallA }) => {
  const wall = await openWall(wallA)
  await expect(wall.connection).toHaveText(words.en.connection.live)
  await wall.sendButton.click()
  const journey = wallA.getByRole('status').filter({ hasText: 'Your last event' })
  await expect(journey).toBeVisible()
  const { network, door, log, projection, view, screen } = words.en.journey
  for (const stage of [network, door, log, projection, view, screen])
    await expect(journey.getByRole('listitem').filter({ hasText: stage })).toContainText(/\d\s(?:ms|s)$/)
})

test('a line that was cut and restored ends with equal numbers and no reload', async ({
  wallA,
  wallB,
  vigie,
  troubles,
}) => {
  troubles.expect(...lostLine)
  const [a, b] = [await openWall(wallA), await openWall(wallB)]
  await expectNumber(a.received, 3)
  const staysLoaded = [await watchReloads(wallA), await watchReloads(wallB)]
  const door = await openDoor('till')

  await expectLive(wallA)
  await expectLive(wallB)
  vigie.network.cut()
  await expect(a.connection).not.toHaveText(words.en.connection.live)
  await door.send(pageViews(5))
  await door.send(pageViews(7))
  vigie.network.restore()

  for (const wall of [a, b]) {
    await expectNumber(wall.received, 15)
    await expectNumber(wall.stored, 15)
    await expectNumber(wall.inFlight, 0)
    await expectGrey(wall.received, false)
    await expect(wall.sources.getByRole('row', { name: 'till' })).toContainText('12')
  }
  for (const stays of staysLoaded) await stays()
})

test('a window whose own network goes away says offline, keeps its numbers in grey, and catches up by itself', async ({
  wallA,
  wallB,
  troubles,
}) => {
  troubles.expect(...lostLine, /ERR_INTERNET_DISCONNECTED/)
  const [a, b] = [await openWall(wallA), await openWall(wallB)]
  await expectNumber(a.received, 3)
  const staysLoaded = await watchReloads(wallA)

  await wallA.context().setOffline(true)
  await expectGrey(a.received, true)
  await expect(a.connection).toHaveText(words.en.connection.offline)
  await b.sendButton.click()
  await expectNumber(b.received, 4)
  await expectNumber(a.received, 3)

  await wallA.context().setOffline(false)
  await expectNumber(a.received, 4)
  await expectGrey(a.received, false)
  await staysLoaded()
})
