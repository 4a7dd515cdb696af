import { expect, test } from 'vitest'
import { OperatorError } from '../runtime/operator-error.ts'
import { SecretBox } from './secrets.ts'

const box = new SecretBox('a long enough installation secret')

test('what was sealed opens again', () => {
  expect(box.open(box.seal('whsec_abc', 'shop'), 'shop')).toBe('whsec_abc')
})

test('the same secret sealed twice looks different', () => {
  expect(box.seal('whsec_abc', 'shop')).not.toEqual(box.seal('whsec_abc', 'shop'))
})

test('it does not open with another installation secret, for another source, or changed', () => {
  const sealed = box.seal('whsec_abc', 'shop')
  expect(() => new SecretBox('another').open(sealed, 'shop')).toThrow(/VIGIE_SECRET.*source rotate shop/)
  expect(() => new SecretBox('another').open(sealed, 'shop')).toThrow(OperatorError)
  expect(() => box.open(sealed, 'crm')).toThrow(/does not open/)
  const changed = sealed.with(sealed.length - 1, (sealed.at(-1) ?? 0) ^ 1)
  expect(() => box.open(changed, 'shop')).toThrow(/does not open/)
})
