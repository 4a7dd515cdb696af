import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import { expectGreyWithin } from './promised.ts'
import { lostLine } from './troubles.ts'
import { expectGrey, expectLive, expectNumber, openWall, wallOf, watchReloads, words } from './wall.ts'

test('a frozen server greys the numbers within 6 s, and they come back with it', async ({ page, vigie, troubles }) => {
  troubles.expect(...lostLine)
  const door = await openDoor('shop')
  await door.send(pageViews(3))
  const wall = await openWall(page)
  await expectNumber(wall.received, 3)
  await expectGrey(wall.received, false)
  await expectLive(page)
  const staysLoaded = await watchReloads(page)

  await expectGreyWithin(6000, wall.received, () => vigie.server.freeze())
  await expectGrey(wall.stored, true)
  await expect(wall.connection).toHaveText(words.en.connection.silent)
  await expectNumber(wall.received, 3)

  vigie.server.thaw()
  await door.send(pageViews(2))
  await expectNumber(wall.received, 5)
  await expectGrey(wall.received, false)
  await expect(wall.connection).toHaveText(words.en.connection.live)
  await staysLoaded()
})

test('a line that goes silent without closing greys the numbers within 6 s', async ({ page, vigie, troubles }) => {
  troubles.expect(...lostLine)
  const door = await openDoor('shop')
  await door.send(pageViews(3))
  const wall = await openWall(page)
  await expectNumber(wall.received, 3)
  await expectLive(page)

  await expectGreyWithin(6000, wall.received, () => vigie.network.freeze())
  await door.send(pageViews(1))

  vigie.network.restore()
  await expectNumber(wall.received, 4)
  await expectGrey(wall.received, false)
})

test('a server that is killed and comes back: the same numbers and more, and no reload', async ({
  page,
  vigie,
  troubles,
}) => {
  troubles.expect(...lostLine)
  const door = await openDoor('shop')
  await door.send(pageViews(3))
  const wall = await openWall(page)
  await expectNumber(wall.received, 3)
  await expectLive(page)
  const staysLoaded = await watchReloads(page)

  await vigie.server.kill()
  await expect(wall.connection).not.toHaveText(words.en.connection.live)
  await expectNumber(wall.received, 3)
  await vigie.server.restart()
  await expect(wall.connection).toHaveText(words.en.connection.live)
  await expectNumber(wall.received, 3)
  await door.send(pageViews(2))

  await expectNumber(wall.received, 5)
  await expectNumber(wall.stored, 5)
  await expectGrey(wall.received, false)
  await staysLoaded()
})

test('a page opened while the server is down says so and fills by itself when it is back', async ({
  page,
  vigie,
  troubles,
}) => {
  troubles.expect(...lostLine)
  const door = await openDoor('shop')
  await door.send(pageViews(3))
  await vigie.server.kill()

  await page.goto('/')
  await expect(page.getByRole('heading', { name: words.en.states.unreachable })).toBeVisible()
  const staysLoaded = await watchReloads(page)

  await vigie.server.restart()
  await expectNumber(wallOf(page).received, 3)
  await expect(page.getByRole('heading', { name: words.en.states.unreachable })).toBeHidden()
  await staysLoaded()
})

test('a page that waits for the server outlives the web app too, and fills by itself', async ({
  page,
  context,
  vigie,
  troubles,
}) => {
  troubles.expect(...lostLine, /\/build-id/, /ERR_INTERNET_DISCONNECTED/)
  const door = await openDoor('shop')
  await door.send(pageViews(3))
  await vigie.server.kill()
  await page.goto('/')
  const unreachable = page.getByRole('heading', { name: words.en.states.unreachable })
  await expect(unreachable).toBeVisible()
  const staysLoaded = await watchReloads(page)

  await context.setOffline(true)
  const asked = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/build-id'))
  await page.getByRole('button', { name: words.en.states.tryNow }).click()
  await asked
  await expect(unreachable).toBeVisible()

  await context.setOffline(false)
  await vigie.server.restart()
  await expectNumber(wallOf(page).received, 3)
  await staysLoaded()
})

test('a press while the line is cut says that nothing was sent', async ({ page, vigie, troubles }) => {
  troubles.expect(...lostLine)
  const door = await openDoor('shop')
  await door.send(pageViews(3))
  const wall = await openWall(page)
  await expectLive(page)

  vigie.network.cut()
  await wall.sendButton.click()
  await expect(page.getByRole('alert').filter({ hasText: /Nothing was (?:sent|counted)/ })).toBeVisible()

  vigie.network.restore()
  await expect(wall.connection).toHaveText(words.en.connection.live)
  await expectNumber(wall.received, 3)
})
