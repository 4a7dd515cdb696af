import { expect, test } from 'vitest'
import { readDemoEnv } from './env.ts'
import { demoSources } from './sources.ts'

const secret = `whsec_${Buffer.alloc(32, 'k').toString('base64')}`
const secrets = Object.fromEntries(demoSources.map(({ slug }) => [slug, secret]))
const env = {
  VIGIE_DEMO_URL: 'http://127.0.0.1:4000/',
  VIGIE_DEMO_SOURCES: JSON.stringify(secrets),
  VIGIE_DEMO_ERP: 'postgresql://brisemer:tide-table@127.0.0.1:5432/brisemer_erp',
}

test('reads where to send, a key for each source, where the ERP is, and the usual rate', () => {
  const { url, keys, erpUrl, rate } = readDemoEnv(env)
  expect({ url, erpUrl, rate }).toEqual({ url: 'http://127.0.0.1:4000', erpUrl: env.VIGIE_DEMO_ERP, rate: 1 })
  expect(keys['web-shop']).toEqual(Buffer.alloc(32, 'k'))
})

test.each([
  ['no address', { VIGIE_DEMO_URL: undefined }],
  ['an address of no kind', { VIGIE_DEMO_URL: 'vigie' }],
  ['no JSON', { VIGIE_DEMO_SOURCES: secret }],
  ['a source too few', { VIGIE_DEMO_SOURCES: JSON.stringify({ ...secrets, crm: undefined }) }],
  ['a secret that is none', { VIGIE_DEMO_SOURCES: JSON.stringify({ ...secrets, crm: secret.slice(0, 20) }) }],
  ['no ERP', { VIGIE_DEMO_ERP: undefined }],
  ['an ERP of another kind', { VIGIE_DEMO_ERP: 'mysql://brisemer:tide-table@127.0.0.1/erp' }],
  ['a rate of zero', { VIGIE_DEMO_RATE: '0' }],
])('refuses %s, and tells no secret', (_what, change) => {
  const attempt = (): unknown => readDemoEnv({ ...env, ...change })
  expect(attempt).toThrow(/VIGIE_DEMO_/)
  expect(attempt).not.toThrow(secret.slice(0, 20))
  expect(attempt).not.toThrow('tide-table')
})
