import { expect, test, vi } from 'vitest'
import { writtenTimeOf } from './written-time.ts'

test.each([
  ['2026-11-23T13:05:00', Date.UTC(2026, 10, 23, 13, 5)],
  ['2026-11-23T13:05', Date.UTC(2026, 10, 23, 13, 5)],
  ['2026-11-23 13:05:00', Date.UTC(2026, 10, 23, 13, 5)],
  ['2026-11-23', Date.UTC(2026, 10, 23)],
  ['2026-11-23T13:05:00.250Z', Date.UTC(2026, 10, 23, 13, 5, 0, 250)],
  ['2026-11-23T13:05:00+01:00', Date.UTC(2026, 10, 23, 12, 5)],
  ['2026-11-23 13:05:00-0300', Date.UTC(2026, 10, 23, 16, 5)],
  ['Mon, 23 Nov 2026 13:05:00 GMT', Date.UTC(2026, 10, 23, 13, 5)],
  ['Mon Nov 23 2026 13:05:00 GMT+0100 (Central European Standard Time)', Date.UTC(2026, 10, 23, 12, 5)],
  ['Mon Nov 23 2026 13:05:00 GMT+0100', Date.UTC(2026, 10, 23, 12, 5)],
  ['Mon Nov 23 2026 13:05:00 UTC -3:00', Date.UTC(2026, 10, 23, 16, 5)],
  ['Mon Nov 23 13:05:00 +0100 2026', Date.UTC(2026, 10, 23, 12, 5)],
  ['Mon, 23 Nov 2026 13:05:00 EST', Date.UTC(2026, 10, 23, 18, 5)],
  ['23 Nov 2026 13:05:00 PDT', Date.UTC(2026, 10, 23, 20, 5)],
  ['11/23/2026 1:05 PM', Date.UTC(2026, 10, 23, 13, 5)],
  ['11/23/2026 1:05 PM -0300', Date.UTC(2026, 10, 23, 16, 5)],
  ['Nov 23, 2026', Date.UTC(2026, 10, 23)],
])('%s is one moment, wherever the server runs', (text, expected) => {
  for (const timeZone of ['Pacific/Auckland', 'America/New_York']) {
    vi.stubEnv('TZ', timeZone)
    expect(writtenTimeOf(text)).toBe(expected)
  }
})

test.each(['soon', '', 17, null, '2026-13-45T00:00:00'])('%j is no time', (value) => {
  expect(writtenTimeOf(value)).toBeUndefined()
})
