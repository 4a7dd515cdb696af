import { expect, test } from 'vitest'
import { isAllowed } from '#contract/access.ts'
import { allRoles } from '#contract/role-names.ts'
import { homeOf } from './home-of.ts'
import { screens, tabsOf } from './screens.ts'

const screensOf = (role: (typeof allRoles)[number]) =>
  screens.filter(({ permission }) => isAllowed({ id: 'ada', name: 'Ada', kind: 'person', roles: [role] }, permission))

test.each(allRoles)('%s begins on a screen of its own', (role) => {
  expect(screensOf(role).map(({ href }) => href)).toContain(homeOf([role]))
})

test('everybody has the wall, and the tabs of a phone are filled with what else one has', () => {
  for (const role of allRoles) expect(screensOf(role)[0]?.name).toBe('wall')
  expect(tabsOf(screensOf('supply')).map(({ name }) => name)).toEqual(['wall', 'stock'])
  expect(tabsOf(screensOf('data')).map(({ name }) => name)).toEqual(['wall', 'events', 'sources'])
  expect(tabsOf(screensOf('admin')).map(({ name }) => name)).toEqual(['wall', 'newAccounts', 'stock'])
})

test('who has several roles begins where they are waited for first', () => {
  expect(homeOf(['data', 'support'])).toBe('/customers/new')
  expect(homeOf([])).toBe('/')
})
