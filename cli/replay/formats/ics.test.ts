import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { webhookEventSchema } from '#contract/api.ts'
import { eventCatalogue } from '#contract/event.ts'
import { ReplayError } from '../replay-error.ts'
import { ics } from './ics.ts'

const folder = join(import.meta.dirname, '../../../../shared/data/ics')
const isHere = existsSync(folder)

/** @returns how many events it makes, or why it makes none. */
function outcomeOf(text: string): number | string {
  try {
    const events = ics.toEvents(text).map(({ event }) => event)
    for (const event of events) {
      webhookEventSchema.parse(event)
      eventCatalogue[event.type === 'meeting.cancelled' ? event.type : 'meeting.scheduled'].parse(event.data)
    }
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    return events.length
  } catch (error) {
    if (error instanceof ReplayError) return error.message
    throw error
  }
}

describe.skipIf(!isHere)(`real calendars${isHere ? '' : ' (skipped: ../shared/data/ics is not here)'}`, () => {
  const files = isHere ? globSync('**/*.ics', { cwd: folder }).toSorted() : []
  const outcomes = new Map(files.map((file) => [file, outcomeOf(readFileSync(join(folder, file), 'utf8'))]))

  test('each makes events, or says why not', () => {
    expect(files.length).toBeGreaterThanOrEqual(46)
    const reasons = [...outcomes.values()].filter((outcome) => typeof outcome === 'string')
    expect(new Set(reasons)).toEqual(
      new Set(['There is no meeting in it.', 'a meeting without UID: it has no start (DTSTART).']),
    )
    const made = [...outcomes.values()].filter((outcome) => typeof outcome === 'number')
    expect(made.length).toBeGreaterThanOrEqual(17)
    expect(Math.min(...made)).toBeGreaterThan(0)
  })

  test.each([
    // Rules that end.
    ['samples/recur_instances_finite.ics', 5],
    ['samples/rdate_exdate.ics', 3],
    ['samples/multiple_rrules.ics', 36],
    ['samples/timezone_from_file.ics', 1],
    ['samples/timezones/America/New_York.ics', 'There is no meeting in it.'],
    // Of a series without end the newest thousand.
    ['samples/daily_recur.ics', 1000],
  ])('%s makes %s', (file, expected) => {
    expect(outcomes.get(`icaljs/${file}`)).toBe(expected)
  })
})

test('a file that holds something else is refused whole, with the reason', () => {
  expect(outcomeOf('BEGIN:VCARD\nVERSION:4.0\nFN:x\nEND:VCARD')).toBe(
    'This cannot be read: it is no calendar but a VCARD.',
  )
})
