import { resolve } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readEnv, readServerEnv, singleSignOnOf } from './env.ts'

test('an empty environment gives the documented defaults', () => {
  expect(readEnv({})).toEqual({
    VIGIE_DATA_DIR: resolve('.vigie'),
    VIGIE_HOST: '127.0.0.1',
    VIGIE_MAIL_FROM: 'vigie@localhost.localdomain',
    VIGIE_PORT: 4000,
    PORT: 3000,
    LOG_LEVEL: 'info',
    VIGIE_DEMO: '0',
    VIGIE_DEMO_RATE: 1,
    VIGIE_SECRET_PREVIOUS: [],
    VIGIE_PUSH_HOSTS: [],
    VIGIE_FEED_HOSTS: [],
    VIGIE_TRUSTED_PROXIES: [],
    VIGIE_OIDC_ROLES: [],
  })
})

test('an empty variable counts as absent', () => {
  expect(readEnv({ PORT: '', DATABASE_URL: '' })).toEqual(readEnv({}))
})

test('a public URL is kept as an origin', () => {
  expect(readEnv({ VIGIE_URL: 'https://vigie.example.com/' }).VIGIE_URL).toBe('https://vigie.example.com')
})

test.each([
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['DATABASE_URL', 'mysql://root@localhost/shop'],
  ['DATABASE_URL', 'localhost'],
  ['DATABASE_URL', 'postgresql://a:b@localhost/vigie?sslmode=requir'],
  ['VIGIE_URL', 'vigie.example.com'],
  ['VIGIE_URL', 'https://example.com/vigie'],
  ['VIGIE_URL', 'https://user:password@vigie.example.com'],
  ['VIGIE_PUSH_HOSTS', 'push.example.lan'],
  ['VIGIE_PUSH_HOSTS', 'push.example.lan:0'],
  ['VIGIE_FEED_HOSTS', 'calendar.example.lan:8443,other.example.lan:65536'],
  ['VIGIE_SECRET', 'too short'],
  ['VIGIE_SMTP_URL', 'smtp://'],
  ['LOG_LEVEL', 'loud'],
  ['VIGIE_DEMO', 'yes'],
  ['VIGIE_DEMO_RATE', 'fast'],
  ['VIGIE_DEMO_RATE', '0'],
  ['VIGIE_DEMO_RATE', '1001'],
  ['VIGIE_HOST', 'http://0.0.0.0'],
  ['VIGIE_OIDC_ISSUER', 'login.example.com'],
  ['VIGIE_OIDC_ISSUER', 'http://login.example.com'],
  ['VIGIE_OIDC_ISSUER', 'https://login.example.com/?realm=shop'],
  ['VIGIE_OIDC_ROLES', 'sales,owner'],
  ['VIGIE_OIDC_ROLES', 'admin'],
  ['VIGIE_OIDC_LABEL', 'x'.repeat(41)],
  ['VIGIE_TRUSTED_PROXIES', 'proxy.example.lan'],
  ['VIGIE_TRUSTED_PROXIES', '10.0.0.0/33'],
])('%s=%s is refused with its name', (name, value) => {
  expect(() => readEnv({ [name]: value })).toThrow(new RegExp(`cannot be used: ${name} must`))
})

test.each([
  ['?sslmode=require', '?sslmode=require&uselibpqcompat=true'],
  ['?sslmode=prefer', '?sslmode=prefer&uselibpqcompat=true'],
  ['?sslmode=verify-ca&sslrootcert=%2Fca.pem', '?sslmode=verify-ca&sslrootcert=%2Fca.pem&uselibpqcompat=true'],
  // Without a list of authorities of its own it would be refused.
  ['?sslmode=verify-ca', '?sslmode=verify-full'],
  ['?sslmode=allow', '?sslmode=disable'],
  ['?sslmode=verify-full', '?sslmode=verify-full'],
  ['?sslmode=no-verify', '?sslmode=no-verify'],
  ['', ''],
])('sslmode of DATABASE_URL means what it means to psql: %s', (search, read) => {
  const warn = vi.spyOn(process, 'emitWarning')
  onTestFinished(() => warn.mockRestore())
  const url = readEnv({ DATABASE_URL: `postgresql://a:b@localhost/vigie${search}` }).DATABASE_URL ?? ''
  expect(url).toBe(`postgresql://a:b@localhost/vigie${read}`)
  expect(readEnv({ DATABASE_URL: url }).DATABASE_URL).toBe(url)
  if (!search.includes('sslrootcert')) void new pg.Client({ connectionString: url })
  expect(warn).not.toHaveBeenCalled()
})

test('all variables that cannot be used are named at once', () => {
  expect(() => readEnv({ PORT: 'x', LOG_LEVEL: 'x' })).toThrow(/PORT must .*; LOG_LEVEL must/)
})

test('a refusal never repeats the value, which may be secret', () => {
  expect(() => readEnv({ VIGIE_SECRET: 'hunter2', DATABASE_URL: 'hunter2' })).not.toThrow(/hunter2/)
})

test('the event server does not start without its database and its secret', () => {
  expect(() => readServerEnv({})).toThrow(/DATABASE_URL is not set.*VIGIE_SECRET is not set/)
  expect(() => readServerEnv({ DATABASE_URL: 'postgresql://127.0.0.1/vigie', VIGIE_SECRET: 'short' })).toThrow(/32/)
})

const provider = {
  VIGIE_OIDC_ISSUER: 'https://login.example.com/realms/shop',
  VIGIE_OIDC_CLIENT_ID: 'vigie',
  VIGIE_OIDC_CLIENT_SECRET: 'hunter2',
  VIGIE_URL: 'https://vigie.example.com',
}

test.each(Object.keys(provider))('single sign-on without %s is refused, and what is missing is named', (name) => {
  expect(() => readEnv({ ...provider, [name]: '' })).toThrow(new RegExp(`${name} is not set; single sign-on needs`))
})

test('single sign-on is what its variables say; the provider is called by its host where nobody names it', () => {
  expect(singleSignOnOf(readEnv({}))).toBeNull()
  expect(singleSignOnOf(readEnv({ ...provider, VIGIE_OIDC_ROLES: 'sales, supply' }))).toEqual({
    issuer: 'https://login.example.com/realms/shop',
    clientId: 'vigie',
    clientSecret: 'hunter2',
    label: 'login.example.com',
    roles: ['sales', 'supply'],
    publicUrl: 'https://vigie.example.com',
  })
})
