import { expect, test } from 'vitest'
import { databaseConfigSchema } from '#contract/database.ts'
import { sharedName } from './own-names.ts'

const url = 'postgresql://vigie:secret@db.example.com/erp'

function source(slug: string, config: object, secret = url) {
  const whole = { capture: 'replication', tables: ['public.orders'], ...config }
  return { slug, secret, config: databaseConfigSchema.parse(whole) }
}

const first = source('first', { slot: 'a', publication: 'a' })
const outbox = source('outbox', { capture: 'outbox' })

test.each<[string, ReturnType<typeof source>, string | undefined]>([
  ['the slot of another source', source('second', { slot: 'a', publication: 'b' }), '#/config/slot'],
  ['its publication', source('second', { slot: 'b', publication: 'a' }), '#/config/publication'],
  ['its outbox', source('second', { capture: 'outbox' }), '#/config/schema'],
  ['nothing of another', source('second', { slot: 'b', publication: 'b' }), undefined],
  ['its own names', first, undefined],
  [
    'the slot of another source on the same server, in another database',
    source('second', { slot: 'a', publication: 'a' }, 'postgresql://other:x@DB.example.com:5432/shop'),
    '#/config/slot',
  ],
  ['the outbox in another database', source('second', { capture: 'outbox' }, `${url}2`), undefined],
  [
    'names on another server',
    source('second', { slot: 'a', publication: 'a' }, url.replace('/erp', ':5433/erp')),
    undefined,
  ],
])('a source with %s', (_, second, pointer) => {
  expect(sharedName(second, [first, outbox])?.pointer).toBe(pointer)
})

test('what is shared is said, with whom, and no password', () => {
  const said = JSON.stringify(sharedName(source('second', { slot: 'a' }), [first]))
  expect(said).toContain('first')
  expect(said).not.toContain('secret')
})
