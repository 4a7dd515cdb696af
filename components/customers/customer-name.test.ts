import type { useTranslations } from 'next-intl'
import { createTranslator } from 'next-intl'
import { expect, test } from 'vitest'
import en from '../../messages/en.json' with { type: 'json' }
import { customerName, keyName } from './customer-name.ts'
import { describeFound } from './describe-found.ts'

const english = createTranslator({ locale: 'en', messages: en, namespace: 'customers' })
// What the hook returns is the same function; only its messages are typed less.
const t = english as unknown as ReturnType<typeof useTranslations<'customers'>>

test('somebody is called by name, else by address, else by the strongest key', () => {
  const known = { kind: 'customer', value: 'c-1' } as const
  expect(customerName(t, { name: 'Gwenn', address: 'g@quai.example', ...known })).toBe('Gwenn')
  expect(customerName(t, { name: null, address: 'g@quai.example', ...known })).toBe('g@quai.example')
  expect(customerName(t, { name: null, address: null, ...known })).toBe('Customer c-1')
  expect(keyName(t, { kind: 'visitor', value: '0123456789abcdef' })).toBe('Visitor 01234567…')
})

const found = { id: '', by: 'words', isShared: false, createdAt: null, firstOrderAt: null, company: null } as const

test('who is found is called as on the page, and the second line tells what else there is', () => {
  const nameless = {
    ...found,
    name: null,
    kind: 'customer',
    value: 'c-1',
    emails: [],
    phones: ['+33639980718'],
  } as const
  expect(describeFound(t, { ...nameless, emails: ['g@quai.example'], phones: ['+33639980718'] })).toEqual({
    title: 'g@quai.example',
    detail: '+33639980718',
  })
  expect(describeFound(t, { ...nameless, emails: [], phones: ['+33639980718'] })).toEqual({
    title: '+33639980718',
    detail: 'Customer c-1',
  })
  expect(describeFound(t, { ...nameless, kind: 'visitor', value: 'v-1', emails: [], phones: [] })).toEqual({
    title: 'Visitor v-1',
    detail: '',
  })
})
