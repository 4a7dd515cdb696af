import { expect, test } from 'vitest'
import { addressOfQuery, hrefOf, isOpening, pathOf } from './quarantine-address.ts'

const read = (query: string) => {
  const params = new URLSearchParams(query)
  return addressOfQuery((name) => params.get(name))
}

test('an address is read back as it was written, open ones being what is looked at', () => {
  const address = { source: 'shop', stage: 'schema', state: 'all', open: '12', before: '40' } as const
  expect(read(hrefOf(address).split('?')[1] ?? '')).toEqual(address)
  expect(read('')).toEqual({ source: null, stage: null, state: 'open', open: null, before: null })
  expect(hrefOf(read(''))).toBe('/events/quarantine')
})

test('what makes no sense is left out', () => {
  expect(hrefOf(read('source=No Good&stage=taste&state=lost&open=0&before=x'))).toBe('/events/quarantine')
})

test('the event server is asked for one state, or for all', () => {
  expect(pathOf(read('source=shop'))).toBe('/v1/quarantine?source=shop&state=open&limit=100')
  expect(pathOf(read('state=all&open=3'))).toBe('/v1/quarantine?limit=100')
})

test('to open the first request is a step, to go on to the next, to close it or to filter is none', () => {
  const [list, one, other] = [read('source=shop'), read('source=shop&open=3'), read('source=shop&open=4')]
  expect([isOpening(list, one), isOpening(one, other), isOpening(one, list), isOpening(list, read(''))]).toEqual([
    true,
    false,
    false,
    false,
  ])
})
