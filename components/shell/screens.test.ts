import { expect, test } from 'vitest'
import type { Permission } from '#contract/access.ts'
import { isAllowed } from '#contract/access.ts'
import type { Role } from '#contract/role-names.ts'
import { allRoles } from '#contract/role-names.ts'
import type { Viewer } from '#contract/role.ts'
import en from '../../messages/en.json' with { type: 'json' }
import fr from '../../messages/fr.json' with { type: 'json' }
import { homeOf } from './home-of.ts'
import { notifications, screenAt, screens, tabsOf } from './screens.ts'

const personWith = (role: Role): Viewer => ({ id: 'ada', name: 'Ada', kind: 'person', roles: [role] })

const screensOf = (role: Role) => screens.filter(({ permission }) => isAllowed(personWith(role), permission))

test.each(allRoles)('%s begins on a screen of its own', (role) => {
  expect(screensOf(role).map(({ href }) => href)).toContain(homeOf([role]))
})

test('everybody has the wall, and the tabs of a phone are filled with what else one has', () => {
  for (const role of allRoles) expect(screensOf(role)[0]?.name).toBe('wall')
  expect(tabsOf(screensOf('supply')).map(({ name }) => name)).toEqual(['wall', 'stock'])
  expect(tabsOf(screensOf('data')).map(({ name }) => name)).toEqual(['wall', 'events', 'sources'])
  expect(tabsOf(screensOf('admin')).map(({ name }) => name)).toEqual(['wall', 'newAccounts', 'stock'])
})

test.each(allRoles)('%s says who is told if one of the screens that tell is theirs, and only then', (role) => {
  const may = (permission: Permission): boolean => isAllowed(personWith(role), permission)
  const sees = may('view:stock') || may('view:meetings') || may('view:sources')
  expect(may(notifications.permission)).toBe(sees)
  expect([may('command:recipient.add'), may('command:recipient.remove')]).toEqual([sees, sees])
})

test.each(allRoles)('%s is promised no screen that there is not: the wall alone where it has nothing else', (role) => {
  const hasWallAlone = screensOf(role).every(({ name }) => name === 'wall')
  expect(en.access.sees[role] === 'the wall').toBe(hasWallAlone)
  expect(fr.access.sees[role] === 'le mur').toBe(hasWallAlone)
})

test('who has several roles begins where they are waited for first', () => {
  expect(homeOf(['data', 'support'])).toBe('/customers/new')
  expect(homeOf([])).toBe('/')
})

test('every address has its screen, also one that lies below none', () => {
  expect(screenAt('/customers/new')).toBe('newAccounts')
  expect(screenAt('/customers/42')).toBe('customers')
  expect(screenAt('/companies/42')).toBe('customers')
  expect(screenAt('/settings/audit')).toBe('access')
  expect(screenAt('/nowhere')).toBeUndefined()
})
