import { unstable_doesMiddlewareMatch as doesProxyMatch } from 'next/experimental/testing/server'
import { NextRequest } from 'next/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

vi.mock('server-only', () => ({}))

beforeEach(() => vi.resetModules())
afterEach(() => vi.unstubAllEnvs())

async function answerTo(path: string): Promise<Headers> {
  const { proxy } = await import('./proxy.ts')
  return proxy(new NextRequest(`http://127.0.0.1:3000${path}`)).headers
}

function directive(policy: string, name: string): string[] {
  const found = policy.split('; ').find((text) => text.split(' ', 1)[0] === name)
  return found?.split(' ').slice(1) ?? []
}

test('scripts of a page run with a nonce that no other answer has, and neither inline, nor as a file, nor from text', async () => {
  const policies = await Promise.all(
    ['/', '/'].map(async (path) => (await answerTo(path)).get('content-security-policy')),
  )
  const scripts = policies.map((policy) => directive(policy ?? '', 'script-src'))
  for (const sources of scripts)
    expect(sources).toEqual([expect.stringMatching(/^'nonce-[A-Za-z0-9+/]{22}=='$/), "'strict-dynamic'"])
  expect(scripts[0]?.[0]).not.toBe(scripts[1]?.[0])
})

test('Next is told the same nonce as the browser', async () => {
  const headers = await answerTo('/')
  expect(headers.get('x-middleware-request-content-security-policy')).toBe(headers.get('content-security-policy'))
})

test('nothing of another origin is loaded, framed or sent to, and style is inline in attributes only', async () => {
  const policy = (await answerTo('/')).get('content-security-policy') ?? ''
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval/)
  expect(policy.match(/[a-z-]+(?= 'unsafe-inline')/g)).toEqual(['style-src-attr'])
  for (const name of ['object-src', 'base-uri', 'form-action', 'frame-ancestors']) {
    expect(directive(policy, name)).toEqual(["'none'"])
  }
  for (const name of ['default-src', 'connect-src']) expect(directive(policy, name)).toEqual(["'self'"])
})

test.each([
  ['https://vigie.example.com', 'max-age=31536000'],
  ['http://192.168.1.20:3000', null],
  ['', null],
])('of an installation that people reach at %j browsers remember TLS: %j', async (publicUrl, header) => {
  vi.stubEnv('VIGIE_URL', publicUrl)
  expect((await answerTo('/')).get('strict-transport-security')).toBe(header)
})

test('pages have the policy, and what is handed on, files and parts of pages have not', async () => {
  const { config } = await import('./proxy.ts')
  const matches = (url: string, headers = {}): boolean => doesProxyMatch({ config, url, headers })
  const pages = [
    '/',
    '/tv',
    '/try',
    '/events',
    '/settings/sources',
    '/stock/SKU-1',
    '/api-reference',
    '/live-stock',
    '/nowhere',
  ]
  expect(pages.filter((url) => !matches(url))).toEqual([])
  const others = [
    '/v1/views/wall',
    '/live',
    '/livez',
    '/readyz',
    '/api/auth/session',
    '/_next/static/a.js',
    '/vigie.js',
  ]
  expect(others.filter((url) => matches(url))).toEqual([])
  expect(matches('/', { rsc: '1' })).toBe(false)
})
