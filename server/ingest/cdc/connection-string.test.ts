import { expect, test } from 'vitest'
import { CaptureError } from './capture.ts'
import { parseConnection, shownConnection } from './connection-string.ts'

test.each([
  ['postgres://a:b@db/erp', { host: 'db', port: 5432, database: 'erp', user: 'a' }],
  [' postgresql://a:b@db:6000/erp ', { host: 'db', port: 6000, database: 'erp', user: 'a' }],
  ['postgresql://a%40b:p%2Fq@[::1]/my%20erp', { host: '::1', port: 5432, database: 'my erp', user: 'a@b' }],
  ['postgresql://a:b@db', { host: 'db', port: 5432, database: 'a', user: 'a' }],
])('%s leads to %j', (connection, address) => {
  expect(parseConnection(connection).address).toEqual(address)
})

test('the password is what was %-encoded', () => {
  const { password } = parseConnection('postgresql://a:p%40s%25s@db/erp').clientConfig()
  expect(typeof password === 'function' && password()).toBe('p@s%s')
})

test.each([
  ['', false],
  ['?sslmode=disable', false],
  ['?sslmode=prefer', { rejectUnauthorized: false }],
  ['?sslmode=require&channel_binding=require', { rejectUnauthorized: false }],
  ['?sslmode=verify-full', {}],
  ['?sslmode=verify-full&sslrootcert=system', {}],
  ['?sslnegotiation=direct', { rejectUnauthorized: false }],
])('with %j TLS is %j', (search, ssl) => {
  expect(parseConnection(`postgresql://a:b@db/erp${search}`).clientConfig().ssl).toEqual(ssl)
})

test.each(['/dev/zero', '/no/such/file', '/'])('an sslrootcert that is %s is not read', (path) => {
  const { clientConfig } = parseConnection(`postgresql://a:b@db/erp?sslmode=verify-full&sslrootcert=${path}`)
  expect(clientConfig).toThrow(expect.objectContaining({ code: 'tls-failed' }))
})

test('what services write besides is taken, and changes nothing', () => {
  const plain = parseConnection('postgresql://a:b@db/erp')
  const decorated = parseConnection('postgresql://a:b@db/erp?pgbouncer=true&connect_timeout=3&application_name=x')
  expect(JSON.stringify(decorated.clientConfig())).toBe(JSON.stringify(plain.clientConfig()))
})

test.each([
  'postgresql://a:hunter2@db/erp?sslpassword=hunter2',
  'postgresql://a:hunter2%@db/erp',
  'postgresql://a:hunter2#x@db/erp',
  'hunter2',
])('what is wrong with %s is said without a secret in it', (connection) => {
  const parse = () => parseConnection(connection)
  expect(parse).toThrow(CaptureError)
  expect(parse).not.toThrow(/hunter2/)
})

test('what is shown of a connection says where it leads', () => {
  const shown = 'postgresql://a%40b@[::1]:5432/erp'
  expect(shownConnection('postgresql://a%40b:hunter2@[::1]/erp?sslmode=require&options=x')).toBe(shown)
})
