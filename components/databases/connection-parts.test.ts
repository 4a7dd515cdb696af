import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConnectionParts } from './connection-parts.ts'
import { composeConnection, noParts, partsOf } from './connection-parts.ts'

test('a pasted connection is taken apart into its fields', () => {
  expect(partsOf(' postgresql://vigie:p%40ss@db.example:6432/shop?sslmode=no-verify&application_name=x ')).toEqual({
    host: 'db.example',
    port: '6432',
    database: 'shop',
    user: 'vigie',
    password: 'p@ss',
    encryption: 'require',
    others: 'application_name=x',
  })
})

test.each(['', 'db.example', 'mysql://a:b@c/d', 'postgresql://a:%zz@c/d', 'postgresql://a@c:port/d'])(
  '%j is no connection',
  (text) => {
    expect(partsOf(text)).toBeNull()
  },
)

test('a password may hold what an address is made of', () => {
  const parts: ConnectionParts = { ...noParts, host: 'db', database: 'a/b', user: 'u:1', password: 'p@/?#%:[]' }
  expect(partsOf(composeConnection(parts))).toEqual(parts)
})

test('fields and line say the same, whichever was written', () => {
  const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' })
  fc.assert(
    fc.property(
      fc.record({
        host: fc.constantFrom('db', 'db.example', '10.0.0.1', 'fd00::1'),
        port: fc.constantFrom('', '5432', '6543'),
        database: text,
        user: text,
        password: fc.oneof(fc.constant(''), text),
        encryption: fc.constantFrom('', 'require', 'verify-ca', 'verify-full'),
        others: fc.constantFrom('', 'sslrootcert=a', 'a=b&c=d'),
      } as const),
      (parts) => {
        expect(partsOf(composeConnection(parts))).toEqual(parts)
      },
    ),
  )
})
