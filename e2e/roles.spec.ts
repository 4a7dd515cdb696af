import type { Role } from '../contract/role-names.ts'
import { expect, test } from './fixtures.ts'
import { signInAs } from './sign-in-as.ts'
import { words } from './wall.ts'

const { shell, states, access } = words.en
const { wall, newAccounts, customers, meetings, stock, events, sources, business } = shell

interface Seen {
  role: Role
  home: string
  /** The navigation, whole. */
  screens: readonly string[]
  /** A screen of others; an administrator has them all. */
  closed: string | null
}

const everything = [wall, newAccounts, customers, meetings, stock, events, sources, business, shell.access]
/** One installation for each group: what a role sees is its own, whoever else is there. */
const groups: readonly (readonly Seen[])[] = [
  [
    { role: 'admin', home: '/', screens: everything, closed: null },
    { role: 'exec', home: '/', screens: [wall], closed: '/stock' },
    { role: 'sales', home: '/meetings', screens: [wall, newAccounts, customers, meetings], closed: '/settings/people' },
    { role: 'support', home: '/customers/new', screens: [wall, newAccounts, customers], closed: '/meetings' },
  ],
  [
    { role: 'supply', home: '/stock', screens: [wall, stock], closed: '/customers' },
    { role: 'marketing', home: '/', screens: [wall], closed: '/customers/new' },
    { role: 'data', home: '/events', screens: [wall, events, sources], closed: '/settings/business' },
  ],
]

for (const group of groups) {
  const names = group.map(({ role }) => role).join(', ')
  test(`${names}: each begins at its home, sees its screens and is told why not others`, async ({
    page,
    context,
    vigie,
  }) => {
    for (const { role, home, screens, closed } of group) {
      await context.addCookies([await signInAs(vigie.databaseUrl, role)])
      await page.goto('/home')
      await expect(page).toHaveURL(home)
      const nav = page.getByRole('navigation', { name: shell.main })
      await expect(nav.getByRole('list').getByRole('link')).toHaveText([...screens])
      if (closed === null) continue
      await page.goto(closed)
      await expect(page.getByRole('heading', { name: states.forbidden })).toBeVisible()
      await expect(page.getByRole('main').getByText(access.role[role])).toBeVisible()
    }
  })
}
