import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskablePattern, maskBody, maskData, maskText } from './mask-personal.ts'

describe('text in which anything may stand', () => {
  test.each([
    ['customer/solenn@bacs.example', 'customer/•••@•••'],
    [
      'https://shop.example/account?email=solenn%40bacs.example&tab=2',
      'https://shop.example/account?email=•••@•••&tab=2',
    ],
    ['called +33 6 39 98 07 71 twice', 'called ••• twice'],
    ['called 06 39 98 07 71 twice', 'called ••• twice'],
    ['0639980771', '•••'],
  ])('%j is shown as %j', (text, shown) => {
    expect(maskText(text)).toBe(shown)
  })

  test.each([
    'order/10042',
    '2026-11-28T03:11:11.000Z',
    'TEE-0042-BLUE',
    '7ad0d5a0-0000-4000-8000-000000000001',
    '48.8566',
    'Écharpe @ home',
  ])('nothing of %j is', (text) => {
    expect(maskText(text)).toBe(text)
  })

  test('a long text of nearly an address takes no longer than its length asks for', () => {
    const before = performance.now()
    maskText(`${'a.'.repeat(200_000)}@`)
    maskText('+1'.repeat(200_000))
    expect(performance.now() - before).toBeLessThan(2000)
  })
})

test('whatever text something is taken out of, the database finds too', () => {
  const parts = fc.constantFrom('@', '%40', '+', '%2b', '0', '6', '39', '98', ' ', '.', '-', '(', ')', 'a', 'É', '/')
  const found = new RegExp(maskablePattern, 'i')
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 24 }), (text) => {
      const written = text.join('')
      expect(found.test(written) || maskText(written) === written).toBe(true)
    }),
  )
  expect(['customer/solenn@bacs.example', 'order/10042'].map((text) => found.test(text))).toEqual([true, false])
})

test('who somebody is, at any depth and however members are written, is masked, in types that nobody has heard of too', () => {
  const data = {
    customerId: 'c-71',
    Name: 'Solenn Exemple',
    e_mail: 'x',
    contact: { first_name: 'Solenn', since: 2019, phones: ['06'] },
    work_phone: 33639980771,
    attendees: [{ name: 'Maël Exemple', email: 'mael@bacs.example' }],
    totalMinor: 1299,
  }
  expect(maskData(data, 'crm.account.changed')).toEqual({
    customerId: 'c-71',
    Name: '•••',
    e_mail: '•••',
    contact: { first_name: '•••', since: '•••', phones: ['•••'] },
    work_phone: '•••',
    attendees: [{ name: '•••', email: '•••@•••' }],
    totalMinor: 1299,
  })
})

test('names of things stay: of shops, sources, products, and of what an order is about', () => {
  expect(maskData({ store: 'lyon-2', name: 'Lyon Bellecour' }, 'store.updated')).toEqual({
    store: 'lyon-2',
    name: 'Lyon Bellecour',
  })
  const order = { name: 'Solenn', lines: [{ sku: 'TEE', name: 'T-shirt', email: 'a@b.example' }] }
  expect(maskData(order, 'order.placed')).toEqual({
    name: '•••',
    lines: [{ sku: 'TEE', name: 'T-shirt', email: '•••@•••' }],
  })
})

test('what people wrote is masked in meetings and tickets, and a page has its title', () => {
  expect(maskData({ title: 'Call Solenn back' }, 'ticket.opened')).toEqual({ title: '•••' })
  expect(maskData({ title: 'Scarves' }, 'page.viewed')).toEqual({ title: 'Scarves' })
})

test('a request is shown without personal data where it is JSON, and else not at all', () => {
  expect(maskBody('[{"type":"ticket.opened","data":{"title":"Call Solenn","customerId":"c-71"}}]')).toBe(
    '[{"type":"ticket.opened","data":{"title":"•••","customerId":"c-71"}}]',
  )
  expect(maskBody('name=Solenn&city=Lyon')).toBe('•••')
  expect(maskBody('{"name":"Sol')).toBe('•••')
})

test('nothing that a personal member holds is left, whatever it is and wherever it stands', () => {
  const secret = fc.constantFrom('Solenn-Exemple', 'solenn@bacs.example')
  const inside = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      secret,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
    ),
  })).value
  fc.assert(
    fc.property(inside, fc.array(fc.constantFrom('a', 'order', 'lines', 'x-y'), { maxLength: 4 }), (value, path) => {
      const data = path.reduceRight<unknown>((held, member) => ({ [member]: held }), {
        email: value,
        first_name: value,
      })
      expect(JSON.stringify(maskData(data, 'order.placed'))).not.toMatch(/solenn/i)
    }),
  )
})
