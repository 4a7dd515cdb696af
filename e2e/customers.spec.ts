import type { Page } from '@playwright/test'
import { expectAccessible, violationsOf } from './accessible.ts'
import type { Door, OutsideEvent } from './door.ts'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { hydrated } from './hydrated.ts'
import { eventServerUrl, webUrl } from './ports.ts'
import { expectSaidWithin } from './promised.ts'
import { letNoPageNotify, recordCalls } from './record-calls.ts'
import { routeAhead } from './route-ahead.ts'
import { lostLine } from './troubles.ts'
import { expectLive, watchReloads, words } from './wall.ts'
import { operatorCookie, operatorHeaders } from './operator.ts'
import { signInAs } from './sign-in-as.ts'

const { customers } = words.en
const minuteMs = 60_000

function page(visitorId: string, title: string, more: Record<string, unknown> = {}): OutsideEvent {
  const path = `/${title.toLowerCase().replaceAll(' ', '-')}`
  return { type: 'page.viewed', data: { visitorId, title, url: `https://shop.example${path}`, ...more } }
}

function ago(event: OutsideEvent, ms: number): OutsideEvent {
  return { ...event, timestamp: new Date(Date.now() - ms).toISOString() }
}

/** Somebody's account, with what ties it to the visitor of before. */
function signUp(visitorId: string, customerId: string, more: Record<string, unknown> = {}): OutsideEvent[] {
  const email = `${customerId}@bacs.example`
  return [
    {
      type: 'customer.created',
      data: { customerId, name: 'Nolwenn Exemple', email, phone: '+33 6 39 98 07 18', ...more },
    },
    { type: 'customer.identified', data: { customerId, visitorId, evidence: 'login' } },
  ]
}

async function openCustomer(page: Page, id: string): Promise<void> {
  await page.goto(`/customers/${id}`)
  await expectLive(page)
}

/** Id of a key, as anybody makes it. */
async function idOf(key: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))).slice(0, 16)
  return Buffer.from(digest)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

let site: Door
test.beforeEach(async ({ vigie: _ }) => {
  site = await openDoor('site')
})

test('four pages of nobody and a fifth with a name are one life, on the open page within 5 s', async ({
  page: screen,
}) => {
  await site.send([
    { type: 'customer.created', data: { customerId: 'c-7', name: 'Nolwenn Exemple', email: 'n@bacs.example' } },
  ])
  await openCustomer(screen, await idOf('customer:c-7'))
  await expect(screen.getByRole('heading', { name: /Nolwenn Exemple/ })).toBeVisible()
  const staysLoaded = await watchReloads(screen)
  const before = ['Parka Ouessant', 'Size guide', 'Delivery', 'Prices']
  for (const title of before) await site.send([page('v-1', title)])
  const titles = [...before, 'Sign up']
  await expectSaidWithin({ page: screen, says: titles, withinMs: 5000 }, () =>
    site.send([
      page('v-1', 'Sign up'),
      { type: 'customer.identified', data: { customerId: 'c-7', visitorId: 'v-1', evidence: 'login' } },
    ]),
  )
  const timeline = screen.getByRole('region', { name: customers.timeline.title })
  for (const title of titles) await expect(timeline.getByText(title, { exact: true }).first()).toBeVisible()
  await expect(screen.getByRole('region', { name: customers.onSite.now })).toContainText('Sign up')
  await staysLoaded()
})

test('a page says who it is and how we know, why they are interested, what they ordered and what is open', async ({
  page: screen,
}) => {
  await site.send([
    ago(page('v-1', 'Parka Ouessant', { sku: 'p1' }), 40 * minuteMs),
    ago(page('v-1', 'Pro prices', { url: 'https://shop.example/tarifs' }), 39 * minuteMs),
    ...signUp('v-1', 'c-7'),
    {
      type: 'order.placed',
      data: {
        orderId: '4711',
        customerId: 'c-7',
        totalMinor: 18_900,
        currency: 'EUR',
        lines: [{ sku: 'p1', quantity: 2 }],
      },
    },
    { type: 'ticket.opened', data: { ticketId: 't1', customerId: 'c-7', title: 'Logo file refused' } },
    { type: 'parcel.lost', data: { customerId: 'c-7', reason: 'rain' } },
  ])
  await openCustomer(screen, await idOf('visitor:v-1'))
  await expect(screen).toHaveURL(new RegExp(await idOf('customer:c-7')))
  await expect(screen.getByRole('list', { name: customers.who.title })).toContainText('c-7@bacs.example')
  await expect(screen.getByRole('list', { name: customers.who.title })).toContainText(customers.who.evidence.login)
  await expect(screen.getByRole('list', { name: customers.interest.because })).toContainText('Prices: Pro prices')
  await expect(screen.getByRole('list', { name: customers.orders.title })).toContainText('€189.00')
  await expect(screen.getByRole('list', { name: customers.tickets.title })).toContainText('Logo file refused')
  const timeline = screen.getByRole('region', { name: customers.timeline.title })
  await expect(timeline).toContainText('Order 4711')
  await expect(timeline).toContainText('Parcel lost rain')
  await screen.getByRole('button', { name: customers.timeline.kinds.order }).click()
  await expect(timeline).not.toContainText('Parka Ouessant')
  await expect(screen.getByRole('link', { name: customers.call })).toHaveAttribute('href', 'tel:+33639980718')
})

test('a long life is read back to its beginning by scrolling', async ({ page: screen, troubles }) => {
  const days = Array.from({ length: 300 }, (_, index) =>
    ago({ type: 'mail.opened', data: { customerId: 'c-7', title: `Mail ${index}` } }, (300 - index) * 60 * minuteMs),
  )
  await site.send(days)
  troubles.expect(/404/)
  await openCustomer(screen, await idOf('customer:c-7'))
  await expect(screen.getByText('“Mail 299”')).toBeVisible()
  await expect(async () => {
    await screen.mouse.wheel(0, 4000)
    await expect(screen.getByText(customers.timeline.beginning)).toBeVisible({ timeout: 500 })
  }).toPass()
  await expect(screen.getByText('“Mail 0”', { exact: false })).toBeVisible()
})

test('of two agents who take a new account at once one has it, and both see who', async ({
  wallA,
  wallB,
  troubles,
}) => {
  troubles.expect(/409/)
  for (const agent of [wallA, wallB]) {
    await agent.goto('/customers/new')
    await expectLive(agent)
  }
  await site.send([
    page('v-1', 'Parka Ouessant'),
    ...signUp('v-1', 'c-7'),
    { type: 'payment.failed', data: { customerId: 'c-7', reason: 'card expired' } },
  ])
  const arrivals = [wallA, wallB].map((agent) => agent.getByRole('listitem', { name: 'Nolwenn Exemple' }))
  for (const arrival of arrivals) {
    await expect(arrival).toContainText('+33 6 39 98 07 18')
    await expect(arrival).toContainText('Payment failed card expired')
    await expect(arrival).toContainText('Parka Ouessant')
  }
  const id = await idOf('customer:c-7')
  const [one, other] = await Promise.all(
    [0, 1].map(() => fetch(`${eventServerUrl}/v1/customers/${id}/take`, { method: 'POST', headers: operatorHeaders })),
  )
  expect(new Set([one?.status, other?.status])).toEqual(new Set([200, 409]))
  for (const arrival of arrivals) await expect(arrival).toContainText('Taken by Viewer')
  await wallA.getByRole('textbox', { name: customers.new.note }).fill('Sent a new link')
  await wallA.getByRole('button', { name: customers.outcomes.reached }).click()
  await expect(wallB.getByRole('list', { name: customers.new.groups.done })).toContainText('Sent a new link')
})

test('a company has its people, and sees who of them is on the site', async ({ page: screen }) => {
  await site.send([
    ...signUp('v-1', 'c-7', { company: 'Bacs' }),
    ...signUp('v-2', 'c-8', { company: 'Bacs', name: 'Gwenn Exemple' }),
  ])
  await openCustomer(screen, await idOf('customer:c-7'))
  await screen.getByRole('link', { name: 'Bacs' }).click()
  await expect(screen).toHaveURL(/\/companies\//)
  await expectLive(screen)
  const people = screen.getByRole('list', { name: '2 people' })
  await expect(people.getByRole('listitem')).toHaveCount(2)
  await site.send([page('v-2', 'Prices')])
  await expect(people.getByRole('listitem').first()).toContainText('Gwenn Exemple')
  await expect(people.getByRole('listitem').first()).toContainText('Prices')
  await expect(screen.getByRole('list', { name: customers.interest.because })).toContainText('Prices')
  await expectAccessible(screen, ['phone', 'desktop'])
})

test('an account that is taken and given back takes the focus along from group to group', async ({ page: screen }) => {
  await site.send([...signUp('v-1', 'c-7'), ...signUp('v-2', 'c-8', { name: 'Gwenn Exemple' })])
  await screen.goto('/customers/new')
  await expectLive(screen)
  const linkIn = (group: string) =>
    screen.getByRole('list', { name: group }).getByRole('link', { name: 'Nolwenn Exemple' })
  await screen.getByRole('button', { name: 'I take this one: Nolwenn Exemple' }).focus()
  await screen.keyboard.press('Enter')
  await expect(linkIn(customers.new.groups.mine)).toBeFocused()
  const lists = screen.getByRole('main').getByRole('list')
  await expect(lists.first()).toHaveAccessibleName(customers.new.groups.mine)
  await screen.getByRole('button', { name: 'Give back Nolwenn Exemple' }).focus()
  await screen.keyboard.press('Enter')
  await expect(linkIn(customers.new.groups.waiting)).toBeFocused()
})

test('while the line is lost nobody is said to be on the site', async ({ wallA, wallB, vigie, troubles }) => {
  troubles.expect(...lostLine)
  await site.send([page('v-1', 'Parka Ouessant'), ...signUp('v-1', 'c-7', { company: 'Bacs' })])
  for (const screen of [wallA, wallB]) await openCustomer(screen, await idOf('customer:c-7'))
  const timeline = wallA.getByRole('region', { name: customers.timeline.title })
  await expect(timeline).toContainText(customers.timeline.stillHere)
  await wallB.getByRole('link', { name: 'Bacs' }).click()
  const person = wallB.getByRole('list', { name: '1 person' }).getByRole('listitem')
  await expect(person).toContainText(customers.onSite.now)
  await expect(wallB.getByText('1 on the site now')).toBeVisible()
  vigie.network.cut()
  await expect(timeline).not.toContainText(customers.timeline.stillHere)
  await expect(person).not.toContainText(customers.onSite.now)
  await expect(wallB.getByText('1 on the site now')).toHaveCount(0)
})

test('an agent who looks elsewhere is called for each new account, and hears it, also after having opened one', async ({
  page: screen,
  context,
}) => {
  await context.grantPermissions(['notifications'], { origin: webUrl })
  await screen.addInitScript(recordCalls)
  await screen.goto('/customers/new')
  await expectLive(screen)
  await site.send(signUp('v-1', 'c-1'))
  await expect(screen.getByRole('listitem', { name: 'Nolwenn Exemple' })).toBeVisible()
  await screen.getByRole('button', { name: customers.new.callMe }).click()
  await expect(screen.getByRole('button', { name: customers.new.callMe })).toHaveAttribute('aria-pressed', 'true')
  await site.send(signUp('v-2', 'c-2', { name: 'Gwenn Exemple' }))
  const calls = () => screen.evaluate(() => window.calls)
  const body = 'Gwenn Exemple, +33 6 39 98 07 18'
  await expect.poll(calls).toEqual({
    notifications: [{ title: customers.new.notification, body }],
    tones: [['running', 'closed']],
  })
  await screen.getByRole('link', { name: 'Gwenn Exemple' }).click()
  await expect(screen.getByRole('heading', { name: /Gwenn Exemple/, level: 2 })).toBeVisible()
  await screen.goBack()
  await expect(screen.getByRole('button', { name: customers.new.callMe })).toHaveAttribute('aria-pressed', 'true')
  await expectLive(screen)
  await site.send(signUp('v-3', 'c-3', { name: 'Riwal Exemple' }))
  await expect.poll(async () => (await calls()).notifications.length).toBe(2)
})

test('a browser that lets no page notify says so once an account has come, and shows the account', async ({
  page: screen,
  context,
}) => {
  await context.grantPermissions(['notifications'], { origin: webUrl })
  await screen.addInitScript(letNoPageNotify)
  await screen.goto('/customers/new')
  await expectLive(screen)
  await screen.getByRole('button', { name: customers.new.callMe }).click()
  await expect(screen.getByRole('button', { name: customers.new.callMe })).toHaveAttribute('aria-pressed', 'true')
  await site.send(signUp('v-1', 'c-1'))
  await expect(screen.getByRole('listitem', { name: 'Nolwenn Exemple' })).toBeVisible()
  await expect(screen.getByText(customers.new.noCalls)).toBeVisible()
})

test('two who are one are merged by hand, parted again as they were, and that is taken back', async ({
  page: screen,
}) => {
  const email = 'gwenn@bacs.example'
  await site.send([
    page('v-1', 'Parka Ouessant'),
    { type: 'ticket.opened', data: { ticketId: 't1', email, title: 'Logo file refused' } },
    { type: 'customer.identified', data: { visitorId: 'v-1', email, evidence: 'form' } },
  ])
  const keys = screen.getByRole('list', { name: customers.who.title })
  const timeline = screen.getByRole('region', { name: customers.timeline.title })
  await openCustomer(screen, await idOf(`email:${email}`))
  await expect(keys).toContainText(customers.who.evidence.probably)
  await expect(timeline).not.toContainText('Parka Ouessant')
  const visitor = keys.getByRole('button', { name: /Visitor v-1/ })
  await visitor.click()
  await keys.getByRole('button', { name: customers.who.merge }).click()
  await expect(timeline).toContainText('Parka Ouessant')
  await expect(timeline).toContainText('Viewer merged two customers')
  await keys.getByRole('button', { name: customers.who.undo }).click()
  await expect(timeline).not.toContainText('Parka Ouessant')
  await expect(timeline).toContainText('Logo file refused')
  await keys.getByRole('button', { name: new RegExp(email) }).click()
  await keys.getByRole('button', { name: customers.who.merge }).click()
  await expect(timeline).toContainText('Parka Ouessant')
})

test('somebody whom nobody has named yet says so, and comes alive when somebody does', async ({
  page: screen,
  troubles,
}) => {
  troubles.expect(/404/)
  await screen.goto(`/customers/${await idOf('customer:nobody')}`)
  await expect(screen.getByRole('heading', { name: customers.unknownTitle })).toBeVisible()
  await site.send(signUp('v-9', 'nobody'))
  await expect(screen.getByRole('heading', { name: /Nolwenn Exemple/ })).toBeVisible()
})

test('axe finds nothing on a customer and on new accounts, and nothing is wider than the window', async ({
  page: screen,
}) => {
  await site.send([page('v-1', 'Parka Ouessant'), page('v-1', 'Prices'), ...signUp('v-1', 'c-7', { company: 'Bacs' })])
  for (const path of [`/customers/${await idOf('customer:c-7')}`, '/customers/new']) {
    await screen.goto(path)
    await expect(screen.getByText('Nolwenn Exemple').first()).toBeVisible()
    await expectAccessible(screen, ['phone', 'tablet', 'desktop'])
  }
})

test('a customer is erased by typing the name, by whoever may, and everybody who has the page open sees it', async ({
  page: screen,
  context,
  troubles,
  vigie,
}) => {
  troubles.expect(/\/erase/)
  await site.send(signUp('v-erase', 'c-erase'))
  const id = await idOf('customer:c-erase')
  const menu = screen.getByRole('main').getByLabel(customers.privacy.menu)
  await context.addCookies([await signInAs(vigie.databaseUrl, 'sales')])
  await openCustomer(screen, id)
  await expect(screen.getByRole('heading', { name: /Nolwenn Exemple/ })).toBeVisible()
  await expect(menu).toHaveCount(0)
  await context.addCookies([operatorCookie])
  await routeAhead(screen, '**/erase', (route) => route.abort())
  await openCustomer(screen, id)
  // As the search remembers whom somebody opened.
  const opened = JSON.stringify([{ id, title: 'Nolwenn Exemple', detail: '' }])
  await screen.evaluate((text) => localStorage.setItem('vigie-customers-opened', text), opened)
  const other = hydrated(await context.newPage())
  await openCustomer(other, id)
  const { privacy } = customers
  const copy = screen.getByRole('link', { name: privacy.export })
  await menu.click()
  await expect(copy).toBeVisible()
  await screen.keyboard.press('Escape')
  await expect(copy).toBeHidden()
  await menu.click()
  const [file] = await Promise.all([screen.waitForEvent('download'), copy.click()])
  expect(file.suggestedFilename()).toContain(id)
  await expect(copy).toBeHidden()
  await menu.click()
  await screen.getByRole('button', { name: privacy.open }).click()
  const erase = screen.getByRole('button', { name: privacy.erase })
  await expect(erase).toBeDisabled()
  await screen.getByRole('textbox').fill('Nolwenn Exemple')
  expect(await violationsOf(screen)).toEqual([])
  await erase.click()
  await expect(screen.getByText(privacy.notKnown)).toBeVisible()
  await screen.unroute('**/erase')
  await erase.click()
  for (const each of [screen, other]) await expect(each.getByText(privacy.erasedTitle)).toBeVisible()
  await expect(screen.getByText(/^On \w+,? \d+ \w+, \d\d:\d\d:\d\d\./)).toBeVisible()
  await expect(screen.getByText('Nolwenn')).toHaveCount(0)
  await screen.goto('/customers')
  await expect(screen.getByText(customers.search.noneOpened)).toBeVisible()
})
