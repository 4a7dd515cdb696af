import type { Role } from '../contract/role-names.ts'
import { execute } from './database.ts'
import { expect, test } from './fixtures.ts'
import { eventServerUrl } from './ports.ts'
import { signInAs } from './sign-in-as.ts'

import { expectLive, words } from './wall.ts'

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
const table: readonly Seen[] = [
  { role: 'admin', home: '/', screens: everything, closed: null },
  { role: 'exec', home: '/', screens: [wall], closed: '/stock' },
  { role: 'sales', home: '/meetings', screens: [wall, newAccounts, customers, meetings], closed: '/settings/people' },
  { role: 'support', home: '/customers/new', screens: [wall, newAccounts, customers], closed: '/meetings' },
  { role: 'supply', home: '/stock', screens: [wall, stock], closed: '/customers' },
  { role: 'marketing', home: '/', screens: [wall], closed: '/customers/new' },
  { role: 'data', home: '/events', screens: [wall, events, sources], closed: '/settings/business' },
]

for (const { role, home, screens, closed } of table) {
  test(`${role} begins at ${home}, sees its screens and is told why not others, and a stolen cookie dies with the session`, async ({
    page,
    context,
    vigie,
  }) => {
    await context.addCookies([await signInAs(vigie.databaseUrl, role)])
    await page.goto('/home')
    await expect(page).toHaveURL(home)
    const nav = page.getByRole('navigation', { name: shell.main })
    await expect(nav.getByRole('list').getByRole('link')).toHaveText([...screens])

    if (closed !== null) {
      await page.goto(closed)
      await expect(page.getByRole('heading', { name: states.forbidden })).toBeVisible()
      await expect(page.getByRole('main').getByText(access.role[role])).toBeVisible()
    }
    await expectLive(page)
    const stolen = { cookie: (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ') }
    const statusOf = async (path: string) => (await fetch(eventServerUrl + path, { headers: stolen })).status
    expect(await statusOf('/v1/views/wall')).toBe(200)
    await execute(vigie.databaseUrl, `delete from sessions where user_id = '${role}'`)
    await expect(page).toHaveURL(/\/sign-in/)
    expect(await statusOf('/v1/views/wall')).toBe(401)
  })
}
