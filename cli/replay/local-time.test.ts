import { expect, test } from 'vitest'
import { decodeLocalTime } from './local-time.ts'

const inLondon = (text: string): string | undefined => {
  const at = decodeLocalTime({ text, timeZone: 'Europe/London' })
  return at === undefined ? undefined : new Date(at).toISOString()
}

test.each([
  ['in winter, London is on UTC', '2010-12-01 08:26:00', '2010-12-01T08:26:00.000Z'],
  ['in summer, it is one hour ahead', '2011-07-26 10:13:00', '2011-07-26T09:13:00.000Z'],
  ['before the clocks go forward', '2011-03-27 00:59:00', '2011-03-27T00:59:00.000Z'],
  ['in the hour that is skipped, time moves forward', '2011-03-27 01:30:00', '2011-03-27T01:30:00.000Z'],
  ['after they went forward', '2011-03-27 02:00:00', '2011-03-27T01:00:00.000Z'],
  ['in the hour that comes twice, the first is meant', '2011-10-30 01:30:00', '2011-10-30T00:30:00.000Z'],
  ['after they went back', '2011-10-30 02:00:00', '2011-10-30T02:00:00.000Z'],
  ['without seconds', '2011-07-26T10:13', '2011-07-26T09:13:00.000Z'],
])('%s: %s is %s', (_when, text, utc) => {
  expect(inLondon(text)).toBe(utc)
})

test.each(['', '2011-02-30 10:00:00', '2011-13-01 10:00:00', '2011-01-01 25:00:00', '01/12/2010 08:26', '2011-01-01'])(
  '%j is no date and time',
  (text) => {
    expect(inLondon(text)).toBeUndefined()
  },
)
