import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Decision } from './retry.ts'
import { backoffMs, decide, decodeRetryAfter } from './retry.ts'

describe('whether to ask again', () => {
  const byStatus: Record<number, Decision> = {
    301: 'stop',
    307: 'stop',
    400: 'stop',
    401: 'stop',
    403: 'stop',
    404: 'stop',
    408: 'again',
    409: 'stop',
    413: 'stop',
    415: 'stop',
    422: 'stop',
    425: 'again',
    429: 'again',
    500: 'again',
    502: 'again',
    503: 'again',
    504: 'again',
  }
  test.each(Object.entries(byStatus))('after %s: %s', (status, decision) => {
    expect(decide({ type: 'refused', status: Number(status), detail: '', retryAfterMs: undefined })).toBe(decision)
  })

  test('without an answer: again; with the door’s: done; with somebody else’s: stop', () => {
    expect(decide({ type: 'unreachable', detail: '' })).toBe('again')
    expect(decide({ type: 'accepted', results: [] })).toBe('done')
    expect(decide({ type: 'unintelligible', detail: '' })).toBe('stop')
  })
})

test('a wait is within the upper half of its step, doubles, and never passes the longest', () => {
  const backoff = { firstMs: 250, maxMs: 10_000 }
  fc.assert(
    fc.property(fc.nat(60), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
      const step = Math.min(10_000, 250 * 2 ** attempt)
      const delay = backoffMs(backoff, { attempt, random })
      expect(delay).toBeGreaterThanOrEqual(step / 2)
      expect(delay).toBeLessThanOrEqual(step)
    }),
    { seed: 1 },
  )
})

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T10:00:00Z')
  test.each([
    ['7', 7000],
    ['0', 0],
    ['Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
    ['Mon, 23 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j is %s ms from now', (header, ms) => {
    expect(decodeRetryAfter(header, now)).toBe(ms)
  })
})
