import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { openDoor, pageViews } from './door.ts'
import { emptyFeedHost } from './event-server.ts'
import { expect, test } from './fixtures.ts'
import { eventServerUrl } from './ports.ts'
import { expectSaidWithin } from './promised.ts'
import { openWall, words } from './wall.ts'
import { operatorHeaders } from './operator.ts'

const { sources, firstRun, events, copy, wall } = words.en
const run = promisify(execFile)
const hasTerminalTools = ['bash', 'curl', 'openssl', 'od', 'base64'].every(
  (tool) => spawnSync('which', [tool], { stdio: 'ignore' }).status === 0,
)

/** A line as somebody pastes it; resolves with what was answered. */
async function paste(snippet: string): Promise<string> {
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', snippet])
  return stdout
}

/** Fills in the page for a new source and sends it. */
async function create(page: Page, { kind, name }: { kind: keyof typeof sources.kinds; name: string }): Promise<void> {
  await page.goto('/settings/sources/new')
  await page.getByRole('radio', { name: sources.kinds[kind].name, exact: true }).check()
  await page.getByLabel(sources.form.name, { exact: true }).fill(name)
}

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
const lineOf = (page: Page) => page.getByRole('group', { name: sources.wayIn.line }).locator('pre')
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })

test('a source is made on a page, and the line it shows brings the first event to the same page', async ({ page }) => {
  test.skip(!hasTerminalTools, 'this machine has no curl or openssl')
  await create(page, { kind: 'standard-webhooks', name: 'Boutique de l’Île' })
  await expect(page.getByLabel(sources.form.slug)).toHaveValue('boutique-de-l-ile')
  await press(page, sources.form.create)
  await expect(heading(page, sources.first.wait)).toBeVisible()
  await expect(page.getByText(sources.wayIn.once)).toBeVisible()

  const line = await lineOf(page).innerText()
  await expectSaidWithin({ page, says: [sources.first.arrived], withinMs: 2000 }, async () => {
    expect(JSON.parse(await paste(line))).toMatchObject({ results: [{ outcome: 'stored' }] })
  })
  await expect(heading(page, sources.first.arrived)).toBeVisible()
  const first = page.getByRole('region', { name: sources.first.arrived })
  await expect(first.getByText(events.orderPlaced, { exact: true })).toBeVisible()
  await expect(first.getByRole('listitem').last()).toHaveText(/\d\sms$/)
  await expect(first.getByText(firstRun.waiting)).toHaveCount(0)
})

test('the line of every kind is taken as it is, and a secret is not shown again', async ({ page, vigie: _ }) => {
  test.skip(!hasTerminalTools, 'this machine has no curl or openssl')
  test.setTimeout(300_000)
  const secrets: Partial<Record<string, string>> = {
    stripe: 'whsec_from_stripe',
    hubspot: 'hub spot',
    shopify: 'shpss_it',
  }
  await page.goto('/settings/sources/new')
  const choices = page.getByRole('radio')
  // What is read straight after loading may still stand behind the skeleton.
  await expect(choices.first()).toBeVisible()
  const all = await choices.evaluateAll((found) => found.map((each) => each.getAttribute('value') ?? ''))
  // A calendar is read: it has no line to paste.
  const kinds = all.filter((kind) => kind !== 'ics')
  expect(kinds.length).toBeGreaterThan(7)
  for (const kind of kinds) {
    await test.step(kind, async () => {
      await page.goto('/settings/sources/new')
      await page.locator(`input[name=kind][value="${kind}"]`).check()
      await page.getByLabel(sources.form.name, { exact: true }).fill(`From ${kind}`)
      const secret = secrets[kind]
      if (secret !== undefined) await page.locator('input[name=secret]').fill(secret)
      if (kind === 'hmac') await page.getByLabel(sources.config.header).fill('x-signature')
      await press(page, sources.form.create)
      await expect(heading(page, sources.first.wait)).toBeVisible()
      const summary = page.getByText(sources.wayIn.line, { exact: true })
      await expect(summary).toBeVisible()
      if (!(await lineOf(page).isVisible())) await summary.click()
      await expect(lineOf(page)).toBeVisible()
      expect(await paste(await lineOf(page).innerText())).not.toMatch(/"status":\s*[45]/)
      await expect(heading(page, sources.first.arrived)).toBeVisible()
    })
  }
  await page.goto('/settings/sources/from-stripe')
  await expect(page.getByText(sources.wayIn.hidden)).toBeVisible()
  await expect(page.locator('body')).not.toContainText('whsec_from_stripe')
})

test('after a rotation both secrets are accepted, and somebody who knows the old one is shut out on request', async ({
  page,
  vigie: _,
}) => {
  test.skip(!hasTerminalTools, 'this machine has no curl or openssl')
  await create(page, { kind: 'standard-webhooks', name: 'Till' })
  await press(page, sources.form.create)
  const oldLine = await lineOf(page).innerText()
  await press(page, sources.rotate.rotate)
  await expect(page.getByText(sources.rotate.until.split('{')[0] ?? '')).toBeVisible()
  await expect(page.getByRole('group', { name: sources.wayIn.secret, exact: true })).toBeInViewport()
  const newLine = await lineOf(page).innerText()
  expect(newLine).not.toBe(oldLine)
  expect(await paste(oldLine)).toContain('"stored"')
  expect(await paste(newLine)).toContain('"stored"')

  await page.getByLabel(sources.rotate.leaked).check()
  await press(page, sources.rotate.rotate)
  await expect(lineOf(page)).not.toHaveText(newLine)
  expect(await paste(newLine)).toContain('invalid-signature')
  expect(await paste(await lineOf(page).innerText())).toContain('"stored"')
})

test('a paused source asks its senders to come again, and takes them once it is resumed', async ({
  page,
  vigie: _,
}) => {
  const door = await openDoor('shop')
  await page.goto('/settings/sources/shop')
  await press(page, sources.pause.pause)
  await expect(page.getByText(sources.pause.paused)).toBeVisible()
  await expect(page.getByRole('button', { name: sources.pause.resume, exact: true })).toBeFocused()
  await expect(page.getByRole('list', { name: sources.list }).getByText(sources.state.paused)).toBeVisible()
  await expect(door.send(pageViews(1))).rejects.toThrow(/503.*source-paused/)

  await press(page, sources.pause.resume)
  await expect(page.getByRole('button', { name: sources.pause.pause, exact: true })).toBeVisible()
  await door.send(pageViews(1))
  await expect(heading(page, sources.first.arrived)).toBeVisible()
})

test('what is wrong is said at its field, and nothing is made', async ({ page, vigie: _, troubles }) => {
  troubles.expect(/the server responded with a status of (?:400|409|403)/)
  await openDoor('shop')
  await create(page, { kind: 'stripe', name: 'Shop' })
  await page.getByLabel(sources.kinds.stripe.secret).fill('not of stripe')
  await press(page, sources.form.create)
  await expect(page.getByLabel(sources.kinds.stripe.secret)).toHaveAccessibleDescription(/whsec_/)
  await page.getByLabel(sources.kinds.stripe.secret).fill('whsec_of_stripe')
  await press(page, sources.form.create)
  await expect(page.getByLabel(sources.form.slug)).toHaveAccessibleDescription(sources.wrong.slugTaken)
  await page.getByLabel(sources.form.slug).fill('vigie')
  await press(page, sources.form.create)
  await expect(page.getByLabel(sources.form.slug)).toHaveAccessibleDescription(sources.wrong.slugOwn)
  await page.getByRole('radio', { name: sources.kinds.hmac.name }).check()
  await page.getByLabel(sources.form.slug).fill('signed')
  await press(page, sources.form.create)
  await expect(page.getByLabel(sources.config.header)).toHaveAttribute('aria-invalid', 'true')
  // Also where the part that it is in was folded again.
  const [more, silence] = [page.getByText(sources.form.more), page.getByLabel(sources.form.silence, { exact: true })]
  await more.click()
  await silence.fill('')
  await more.click()
  await expect(silence).toBeHidden()
  await press(page, sources.form.create)
  await expect(silence).toBeVisible()
  await expect(silence).toHaveAccessibleDescription(sources.wrong.silenceSeconds)
  expect((await fetch(`${eventServerUrl}/v1/sources/signed`, { headers: operatorHeaders })).status).toBe(404)
})

test('a change is saved, and every screen that is open has it; a silence without its length is no change', async ({
  page,
  wallA,
  troubles,
}) => {
  troubles.expect(/the server responded with a status of 400/)
  await openDoor('shop')
  await wallA.goto('/settings/sources')
  await page.goto('/settings/sources/shop')
  const silence = page.getByLabel(sources.form.silence, { exact: true })
  await silence.fill('')
  await press(page, sources.form.save)
  await expect(silence).toHaveAccessibleDescription(sources.wrong.silenceSeconds)
  await expect(page.getByText(sources.form.saved)).toHaveCount(0)
  await page.getByLabel(sources.form.name, { exact: true }).fill('The shop')
  await page.getByLabel(sources.form.promise, { exact: true }).fill('2')
  await page.getByLabel(sources.form.silenceOn).uncheck()
  await press(page, sources.form.save)
  await expect(page.getByText(sources.form.saved)).toBeVisible()
  await expect(wallA.getByRole('link', { name: 'The shop' })).toBeVisible()
  const stored: unknown = await (await fetch(`${eventServerUrl}/v1/sources/shop`, { headers: operatorHeaders })).json()
  expect(stored).toMatchObject({ name: 'The shop', promiseSeconds: 120, silenceSeconds: null, mode: 'push' })
})

test('axe finds nothing on the pages of sources', async ({ page, vigie: _ }) => {
  const door = await openDoor('shop')
  await openDoor('till')
  await door.send(pageViews(3))
  for (const path of [
    '/settings/sources',
    '/settings/sources/new',
    '/settings/sources/shop',
    '/settings/sources/till',
  ]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeAttached()
    await expectAccessible(page)
  }
})

test('a source is opened, made and left with the keyboard alone', async ({ page, vigie: _ }) => {
  await openDoor('shop')
  await page.goto('/settings/sources')
  await page.getByRole('link', { name: 'shop' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'shop' })).toBeVisible()
  await page.getByRole('link', { name: sources.new }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('radio', { name: sources.kinds['standard-webhooks'].name, exact: true }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('radio', { name: sources.kinds.shopify.name })).toBeChecked()
  await page.keyboard.press('ArrowUp')
  await page.getByLabel(sources.form.name, { exact: true }).focus()
  await page.keyboard.type('Till')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Till' })).toBeVisible()
  await expect(page.getByRole('button', { name: copy.copy }).first()).toBeVisible()
})

for (const path of ['/settings/sources', '/settings/sources/new', '/settings/sources/shop']) {
  test(`${path} fits a phone: nothing runs over its edge, and a thumb finds its buttons`, async ({
    page,
    vigie: _,
  }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await openDoor('shop', 'A shop with a name that is far too long for one line of a phone')
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeAttached()
    const { overflow, small } = await page.evaluate(() => ({
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      small: [
        ...document.querySelectorAll('main button:not(pre + button), main input:not([type=radio], [type=checkbox])'),
      ]
        .filter((element) => element.checkVisibility() && element.getAttribute('aria-expanded') === null)
        .map((element) => ({ name: element.textContent, height: element.getBoundingClientRect().height }))
        .filter(({ height }) => height < 44),
    }))
    expect({ overflow, small }).toEqual({ overflow: 0, small: [] })
  })
}

test('a calendar that cannot be read is said to be broken above the numbers, with the way to why', async ({ page }) => {
  const door = await openDoor('shop')
  await door.send(pageViews(1))
  const made = await fetch(`${eventServerUrl}/v1/sources`, {
    method: 'POST',
    headers: { ...operatorHeaders, 'content-type': 'application/json' },
    body: JSON.stringify({
      slug: 'agenda',
      name: 'Sales agenda',
      kind: 'ics',
      secret: `https://${emptyFeedHost}/sales.ics`,
    }),
  })
  expect(made.status).toBe(201)
  const { sources: table } = await openWall(page)
  const said = page.getByRole('status', { name: wall.broken.label })
  await expect(said).toContainText('Sales agenda has been broken since')
  await expect(table.getByRole('row', { name: 'agenda' })).toContainText(words.en.age.broken.replace(' {time}', ''))
  await expectAccessible(page)
  await said.getByRole('link', { name: wall.broken.see }).click()
  await expect(page.getByRole('heading', { name: 'Sales agenda' })).toBeVisible()
})
