import { openDoor, pageViews } from './door.ts'
import { expect, test } from './fixtures.ts'
import { lostLine } from './troubles.ts'
import { expectGrey, expectNumber, openWall, watchReloads } from './wall.ts'

test.use({ viewport: { width: 1920, height: 1080 } })

test('TV mode is one number and no chrome, and survives restarts of the server without a hand', async ({
  page,
  vigie,
  troubles,
}) => {
  // A server starts twice in it.
  test.slow()
  troubles.expect(...lostLine)
  const door = await openDoor('shop')
  await door.send(pageViews(3))
  const tv = await openWall(page, '/tv')
  await expectNumber(tv.received, 3)
  await expect(page.getByRole('navigation')).toHaveCount(0)
  const staysLoaded = await watchReloads(page)

  for (const expected of [5, 7]) {
    await vigie.server.kill()
    await expectGrey(tv.received, true)
    await vigie.server.restart()
    await door.send(pageViews(2))
    await expectNumber(tv.received, expected)
    await expectGrey(tv.received, false)
  }
  await staysLoaded()
})

test('a television that was switched on before the server shows the number as soon as there is one', async ({
  page,
  vigie,
  troubles,
}) => {
  troubles.expect(...lostLine)
  const door = await openDoor('shop')
  await door.send(pageViews(3))
  await vigie.server.kill()
  const tv = await openWall(page, '/tv')
  await expect(page.locator('html')).toBeAttached()
  await vigie.server.restart()
  await expectNumber(tv.received, 3)
})

test('nothing on a television is smaller than 34 px', async ({ page, vigie: _ }) => {
  const door = await openDoor('shop')
  await door.send(pageViews(3))
  const tv = await openWall(page, '/tv')
  await expectNumber(tv.received, 3)
  const small = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found: string[] = []
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement
      if (parent === null || node.textContent?.trim() === '' || !parent.checkVisibility()) continue
      const isShown = parent.getBoundingClientRect().width > 1
      if (isShown && Number.parseFloat(getComputedStyle(parent).fontSize) < 34) found.push(node.textContent ?? '')
    }
    return found
  })
  expect(small).toEqual([])
})
