import { expect, test } from 'vitest'
import { addressOfQuery, hrefOf, pathOf, wholeAudit } from './audit-address.ts'

function addressOf(href: string) {
  const { searchParams } = new URL(href, 'http://vigie.test')
  return addressOfQuery((name) => searchParams.get(name))
}

test('every state of the screen is an address, and an address is that state', () => {
  expect(hrefOf(wholeAudit)).toBe('/settings/audit')
  for (const address of [
    wholeAudit,
    { who: 'Sales & co', action: 'source.rotate', outcome: 'refused', before: '4711' } as const,
    { ...wholeAudit, action: 'sign-in' },
  ]) {
    expect(addressOf(hrefOf(address))).toEqual(address)
    expect(addressOf(pathOf(address))).toEqual(address)
  }
})

test('what makes no sense in an address is left out', () => {
  expect(addressOf('/settings/audit?who=&action=%25&outcome=perhaps&before=0')).toEqual(wholeAudit)
})
