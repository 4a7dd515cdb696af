import type { Page } from '@playwright/test'
import type { Role } from '../contract/role-names.ts'
import { openAccountMenu } from './account-menu.ts'
import { expect, test } from './fixtures.ts'
import { signInAs } from './sign-in-as.ts'
import { words } from './wall.ts'

const { shell, states, access, notifications } = words.en
const { wall, newAccounts, customers, meetings, stock, events, sources, business } = shell

interface Seen {
  role: Role
  home: string
  /** The navigation, whole. */
  screens: readonly string[]
  /** A screen of others; an administrator has them all. */
  closed: string | null
  /** Where the way back from who is told leads; without it they are not to say who is. */
  backFromTold?: string
  /** Nothing is at home before others have connected something. */
  asksOthers?: true
}

const whoConnects = states.whose.replace('{roles}', `${access.role.admin}, ${access.role.data}`)
const everything = [wall, newAccounts, customers, meetings, stock, events, sources, business, shell.access]
/** One installation for each group: what a role sees is its own, whoever else is there. */
const groups: readonly (readonly Seen[])[] = [
  [
    { role: 'admin', home: '/', screens: everything, closed: null, backFromTold: '/stock' },
    { role: 'exec', home: '/', screens: [wall], closed: '/stock' },
    {
      role: 'sales',
      home: '/meetings',
      screens: [wall, newAccounts, customers, meetings],
      closed: '/settings/people',
      backFromTold: '/home',
      asksOthers: true,
    },
    { role: 'support', home: '/customers/new', screens: [wall, newAccounts, customers], closed: '/meetings' },
  ],
  [
    {
      role: 'supply',
      home: '/stock',
      screens: [wall, stock],
      closed: '/customers',
      backFromTold: '/stock',
      asksOthers: true,
    },
    { role: 'marketing', home: '/', screens: [wall], closed: '/customers/new' },
    {
      role: 'data',
      home: '/events',
      screens: [wall, events, sources],
      closed: '/settings/business',
      backFromTold: '/home',
    },
  ],
]

/** Who is told is said on a page that the menu of the account leads to, for those whose screens tell of something. */
async function expectWayToTold(page: Page, back: string | undefined): Promise<void> {
  const menu = await openAccountMenu(page)
  await expect(menu.getByRole('link', { name: shell.account })).toBeVisible()
  const way = menu.getByRole('link', { name: shell.notifications })
  if (back === undefined) return expect(way).toHaveCount(0)
  await way.click()
  await expect(page.getByRole('heading', { name: notifications.title })).toBeVisible()
  await expect(page.getByRole('heading', { name: shell.notifications, level: 1 })).toBeVisible()
  const wayBack = back === '/stock' ? notifications.back : notifications.home
  await expect(page.getByRole('main').getByRole('link', { name: wayBack })).toHaveAttribute('href', back)
}

for (const group of groups) {
  const names = group.map(({ role }) => role).join(', ')
  test(`${names}: each begins at its home, sees its screens and is told why not others`, async ({
    page,
    context,
    vigie,
  }) => {
    for (const { role, home, screens, closed, backFromTold, asksOthers } of group) {
      await context.addCookies([await signInAs(vigie.databaseUrl, role)])
      await page.goto('/home')
      await expect(page).toHaveURL(home)
      const nav = page.getByRole('navigation', { name: shell.main })
      await expect(nav.getByRole('list').getByRole('link')).toHaveText([...screens])
      if (asksOthers) await expect(page.getByRole('main').getByText(whoConnects)).toBeVisible()
      await expectWayToTold(page, backFromTold)
      if (closed === null) continue
      await page.goto(closed)
      await expect(page.getByRole('heading', { name: states.forbidden })).toBeVisible()
      await expect(page.getByRole('main').getByText(access.role[role])).toBeVisible()
    }
  })
}
