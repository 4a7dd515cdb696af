import { afterEach, expect, test, vi } from 'vitest'
import { beginAnew, inspectDatabase, planDatabase, releaseDatabase } from './database-requests.ts'
import { inspected } from './fixtures.ts'

const target = { connection: 'postgresql://vigie@db/shop' }

afterEach(() => {
  vi.unstubAllGlobals()
})

/** The event server, as far as a form sees it. */
function answers(status: number, body: unknown) {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json(body, { status }))
  vi.stubGlobal('fetch', fetch)
  return fetch
}

test('a database that answered, and one that could not be reached, are both answers', async () => {
  const fetch = answers(200, inspected)
  expect(await inspectDatabase(target)).toEqual({ ok: true, value: inspected })
  expect(fetch).toHaveBeenCalledWith('/v1/databases/inspect', expect.objectContaining({ body: JSON.stringify(target) }))

  const refused = { ok: false, problem: { code: 'wrong-password', detail: 'no' } }
  answers(200, refused)
  expect(await inspectDatabase(target)).toEqual({ ok: true, value: refused })
})

test.each([
  [200, { ok: true }, { reason: 'unavailable', status: 502 }],
  [403, {}, { reason: 'forbidden' }],
  [503, {}, { reason: 'unavailable', status: 503 }],
  [
    400,
    { detail: 'no', errors: [{ pointer: '#/config/tables', detail: 'too few' }] },
    { reason: 'wrong', status: 400, detail: 'no', errors: [{ pointer: '#/config/tables', detail: 'too few' }] },
  ],
])('an answer %i %j is a failure that says why', async (status, body, failure) => {
  answers(status, body)
  expect(await planDatabase({ target, config: {} })).toEqual({ ok: false, failure })
})

test('no answer is a lost line', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  expect(await inspectDatabase(target)).toEqual({ ok: false, failure: { reason: 'offline' } })
})

test('what is to be done with a capture is asked of its source, and an answer without a body is one', async () => {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response(null, { status: 204 }))
  vi.stubGlobal('fetch', fetch)
  expect(await beginAnew('erp')).toEqual({ ok: true, value: true })
  expect(await releaseDatabase('erp')).toEqual({ ok: true, value: true })
  expect(fetch.mock.calls.map(([path]) => path)).toEqual(['/v1/sources/erp/snapshot', '/v1/sources/erp/release'])
})
