import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readEnv, requireVariable } from './env.ts'

test('an empty environment gives the documented defaults', () => {
  expect(readEnv({})).toEqual({
    databaseUrl: undefined,
    dataDirectory: resolve('.vigie'),
    host: '127.0.0.1',
    port: 4000,
    webPort: 3000,
    publicUrl: null,
    secret: undefined,
    logLevel: 'info',
    demo: false,
  })
})

test('an empty variable counts as absent', () => {
  expect(readEnv({ PORT: '', DATABASE_URL: '' })).toEqual(readEnv({}))
})

test('a public URL is kept as an origin', () => {
  expect(readEnv({ VIGIE_URL: 'https://vigie.example.com/' }).publicUrl).toBe('https://vigie.example.com')
})

test.each([
  ['PORT', 'http'],
  ['PORT', '70000'],
  ['VIGIE_PORT', '0'],
  ['DATABASE_URL', 'mysql://root@localhost/shop'],
  ['DATABASE_URL', 'localhost'],
  ['VIGIE_URL', 'vigie.example.com'],
  ['VIGIE_URL', 'https://example.com/vigie'],
  ['VIGIE_SECRET', 'too short'],
  ['LOG_LEVEL', 'loud'],
  ['VIGIE_DEMO', 'yes'],
  ['VIGIE_HOST', 'http://0.0.0.0'],
])('%s=%s is refused with its name', (name, value) => {
  expect(() => readEnv({ [name]: value })).toThrow(new RegExp(`cannot be used: ${name} must`))
})

test('all variables that cannot be used are named at once', () => {
  expect(() => readEnv({ PORT: 'x', LOG_LEVEL: 'x' })).toThrow(/PORT must .*; LOG_LEVEL must/)
})

test('a refusal never repeats the value, which may be secret', () => {
  expect(() => readEnv({ VIGIE_SECRET: 'hunter2', DATABASE_URL: 'hunter2' })).not.toThrow(/hunter2/)
})

test('a variable that is needed and absent is named', () => {
  expect(() => requireVariable('DATABASE_URL', readEnv({}).databaseUrl)).toThrow(/lacks DATABASE_URL/)
})
