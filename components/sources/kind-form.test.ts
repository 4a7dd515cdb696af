import { expect, test } from 'vitest'
import { configFrom } from './config-values.ts'
import { toKindForm } from './kind-form.ts'
import { slugOf } from './slug-of.ts'

const info = {
  kind: 'made-up',
  door: 'webhooks' as const,
  assignsSecret: false,
  hasPublicKey: false,
  config: {
    type: 'object',
    properties: {
      header: { type: 'string', pattern: '^x' },
      algorithm: { type: 'string', enum: ['sha1', 'sha256'], default: 'sha256' },
      address: { type: 'string', format: 'uri' },
      isLoud: { type: 'boolean', default: false, description: 'Whether it is loud' },
      keys: { type: 'object', default: {} },
      seconds: { type: 'integer', default: 120 },
    },
    required: ['header'],
  },
}

test('a form has a field for every setting of a kind, of the type that its schema says', () => {
  const shown = toKindForm(info).fields.map(({ name, type, isRequired }) => [name, type, isRequired])
  expect(shown).toEqual([
    ['header', 'text', true],
    ['algorithm', 'choice', false],
    ['address', 'url', false],
    ['isLoud', 'check', false],
    ['keys', 'json', false],
    ['seconds', 'number', false],
  ])
})

test('a kind without settings, or with a schema of another shape, has no fields', () => {
  expect(toKindForm({ ...info, config: {} }).fields).toEqual([])
  expect(toKindForm({ ...info, config: { properties: 'all' } }).fields).toEqual([])
})

test('what is left empty is left out, and JSON that cannot be read is left to the server to refuse', () => {
  const { fields } = toKindForm(info)
  const form = new FormData()
  for (const [name, value] of [
    ['header', ' x-a '],
    ['algorithm', 'sha1'],
    ['address', ''],
    ['keys', '{"a":["b"]}'],
    ['seconds', '60'],
  ] as const) {
    form.set(`config.${name}`, value)
  }
  expect(configFrom(form, fields)).toEqual({
    header: 'x-a',
    algorithm: 'sha1',
    isLoud: false,
    keys: { a: ['b'] },
    seconds: 60,
  })
  form.set('config.isLoud', 'on')
  form.set('config.keys', '{')
  expect(configFrom(form, fields)).toMatchObject({ isLoud: true, keys: '{' })
})

test.each([
  ['Boutique de l’Île', 'boutique-de-l-ile'],
  ['  --Shop No. 1!-- ', 'shop-no-1'],
  ['Ærø & 店', 'r'],
  ['店', ''],
  [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
])('%j becomes %j in an address', (name, slug) => {
  expect(slugOf(name)).toBe(slug)
})
