import { describe, expect, test } from 'vitest'
import { CalendarError } from './calendar-entry.ts'
import { readCalendar } from './read-calendar.ts'

const window = { from: Date.parse('2026-10-01T00:00:00Z'), to: Date.parse('2026-12-01T00:00:00Z') }
const options = { timeZone: 'Europe/Paris', window, ownDomains: ['brisemer.example'] }

function calendar(...lines: string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR'].join('\r\n')
}

function event(...lines: string[]): string {
  return ['BEGIN:VEVENT', 'UID:m1', 'DTSTAMP:20261001T080000Z', ...lines, 'END:VEVENT'].join('\r\n')
}

function startsOf(...lines: string[]): string[] {
  const { meetings, refused } = readCalendar(calendar(...lines), options)
  expect(refused).toEqual([])
  return meetings.map(
    ({ state, startsAt }) =>
      `${new Date(startsAt).toISOString().slice(0, 16)}${state === 'cancelled' ? ' cancelled' : ''}`,
  )
}

const weekly = ['DTSTART;TZID=Europe/Paris:20261012T090000', 'DTEND;TZID=Europe/Paris:20261012T100000']

test('a text that is too long is cut, and through no letter', () => {
  const description = `DESCRIPTION:${'x'.repeat(999)}\u{1f600}`
  const attendee = `ATTENDEE;CN="${'y'.repeat(199)}\u{1f600}":mailto:ada@shop.example`
  const { meetings } = readCalendar(calendar(event(...weekly, description, attendee)), options)
  expect(meetings[0]?.data['description']).toBe(`${'x'.repeat(999)}`)
  expect(meetings[0]?.data.attendees).toEqual([{ email: 'ada@shop.example', name: `${'y'.repeat(199)}` }])
})

describe('a series', () => {
  test('keeps its hour of the clock on the wall when clocks change, without what is excluded', () => {
    expect(startsOf(event(...weekly, 'RRULE:FREQ=WEEKLY;COUNT=5', 'EXDATE:20261019T070000Z'))).toEqual([
      '2026-10-12T07:00',
      '2026-10-26T08:00',
      '2026-11-02T08:00',
      '2026-11-09T08:00',
    ])
  })

  test('ends with UNTIL, which is said in UTC, and is followed within the window only', () => {
    expect(startsOf(event(...weekly, 'RRULE:FREQ=WEEKLY;UNTIL=20261026T080000Z'))).toHaveLength(3)
    expect(startsOf(event(...weekly, 'RRULE:FREQ=DAILY'))).toHaveLength(50)
  })

  test('has added dates, and dates without an hour take out what starts on that day', () => {
    expect(
      startsOf(event(...weekly, 'RRULE:FREQ=WEEKLY;COUNT=2', 'RDATE:20261014T120000Z', 'EXDATE;VALUE=DATE:20261019')),
    ).toEqual(['2026-10-12T07:00', '2026-10-14T12:00'])
  })

  test('of which one takes place at another time, and another not at all, keeps the names of both', () => {
    const series = event(...weekly, 'RRULE:FREQ=WEEKLY;COUNT=3')
    const moved = event('RECURRENCE-ID:20261019T070000Z', 'DTSTART:20261020T120000Z', 'DTEND:20261020T130000Z')
    const cancelled = event(
      'RECURRENCE-ID;TZID=Europe/Paris:20261026T090000',
      'DTSTART:20261026T080000Z',
      'STATUS:CANCELLED',
    )
    const { meetings } = readCalendar(calendar(series, moved, cancelled), options)
    const byId = meetings.map(({ meetingId, state, startsAt }) => [
      meetingId,
      state,
      new Date(startsAt).toISOString().slice(0, 16),
    ])
    expect(byId).toEqual([
      ['m1@2026-10-12T07:00:00.000Z', 'scheduled', '2026-10-12T07:00'],
      ['m1@2026-10-19T07:00:00.000Z', 'scheduled', '2026-10-20T12:00'],
      ['m1@2026-10-26T08:00:00.000Z', 'cancelled', '2026-10-26T08:00'],
    ])
  })

  test('is moved from one occurrence on', () => {
    const from = event(
      'RECURRENCE-ID;RANGE=THISANDFUTURE:20261019T070000Z',
      'DTSTART:20261019T080000Z',
      'SUMMARY:Later',
    )
    expect(startsOf(event(...weekly, 'RRULE:FREQ=WEEKLY;COUNT=3'), from)).toEqual([
      '2026-10-12T07:00',
      '2026-10-26T09:00',
      '2026-10-19T08:00',
    ])
  })

  test('that recurs every second is refused', () => {
    const text = calendar(event('DTSTART:19700101T000000Z', 'RRULE:FREQ=SECONDLY'))
    expect(readCalendar(text, options).refused).toEqual([
      { uid: 'm1', reason: 'it recurs more often than meetings do' },
    ])
  })
})

describe('the zone of a time', () => {
  test.each([
    ['Windows calls so', 'DTSTART;TZID=Romance Standard Time:20261110T090000', '2026-11-10T08:00'],
    [
      'IANA has behind a vendor',
      'DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20260710T090000',
      '2026-07-10T07:00',
    ],
    ['is not said is the company’s', 'DTSTART:20261110T090000', '2026-11-10T08:00'],
    ['is UTC', 'DTSTART:20261110T090000Z', '2026-11-10T09:00'],
  ])('that %s', (_what, line, expected) => {
    expect(startsOf(event(line))).toEqual([expected])
  })

  test('that the file defines goes before all others, and one that nobody knows is refused', () => {
    const zone =
      'BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE'
    expect(startsOf(zone, event('DTSTART;TZID=Ours:20261110T090000'))).toEqual(['2026-11-10T04:00'])
    const { meetings, refused } = readCalendar(calendar(event('DTSTART;TZID=Ours:20261110T090000')), options)
    expect([meetings, refused]).toEqual([
      [],
      [{ uid: 'm1', reason: 'the time zone "Ours" is neither defined in the file nor known' }],
    ])
  })

  test('of a day is the company’s: it lasts from midnight to midnight', () => {
    const [day] = readCalendar(calendar(event('DTSTART;VALUE=DATE:20261110')), options).meetings
    expect(day?.data).toMatchObject({
      allDay: true,
      startsAt: '2026-11-09T23:00:00.000Z',
      endsAt: '2026-11-10T23:00:00.000Z',
    })
  })
})

describe('versions of one meeting', () => {
  test('the greatest SEQUENCE counts, then the newest change', () => {
    const starts = startsOf(
      event('DTSTART:20261110T090000Z', 'SEQUENCE:2', 'LAST-MODIFIED:20261001T080000Z'),
      event('DTSTART:20261110T110000Z', 'SEQUENCE:2', 'LAST-MODIFIED:20261002T080000Z'),
      event('DTSTART:20261110T130000Z', 'SEQUENCE:1', 'LAST-MODIFIED:20261009T080000Z'),
    )
    expect(starts).toEqual(['2026-11-10T11:00'])
  })

  test('METHOD:CANCEL and STATUS:CANCELLED cancel', () => {
    expect(startsOf('METHOD:CANCEL', event('DTSTART:20261110T090000Z'))).toEqual(['2026-11-10T09:00 cancelled'])
    expect(startsOf(event('DTSTART:20261110T090000Z', 'STATUS:CANCELLED'))).toEqual(['2026-11-10T09:00 cancelled'])
  })

  test('when it was asked for changes nothing about it', () => {
    const [one] = readCalendar(calendar(event('DTSTART:20261110T090000Z')), options).meetings
    const [other] = readCalendar(
      calendar(event('DTSTART:20261110T090000Z').replace('DTSTAMP:2026', 'DTSTAMP:2025')),
      options,
    ).meetings
    expect(other?.digest).toBe(one?.digest)
  })
})

test('customers are apart from the company’s own people, and rooms do not come', () => {
  const [meeting] = readCalendar(
    calendar(
      event(
        'DTSTART:20261110T090000Z',
        'SUMMARY:Winter order',
        'ORGANIZER;CN=Sales:mailto:sales@brisemer.example',
        'ATTENDEE;CN=Buyer;PARTSTAT=ACCEPTED:MAILTO:Buyer@bacs.example',
        'ATTENDEE;CUTYPE=ROOM;CN=Room 2:mailto:room-2@brisemer.example',
        'ATTENDEE:mailto:sales@brisemer.example',
        'ATTENDEE:urn:uuid:1',
        'LOCATION:Video https://meet.example/abc',
      ),
    ),
    options,
  ).meetings
  expect(meeting?.data).toMatchObject({
    title: 'Winter order',
    url: 'https://meet.example/abc',
    attendees: [{ email: 'buyer@bacs.example', name: 'Buyer', status: 'accepted' }],
    team: [{ email: 'sales@brisemer.example', name: 'Sales', role: 'organizer' }],
  })
})

test.each([
  ['', 'it is no calendar'],
  ['BEGIN:VCALENDAR\r\nnonsense', 'it is no calendar'],
  ['{"error": "gone"}', 'it does not begin with BEGIN:VCALENDAR'],
  ['BEGIN:VCARD\r\nVERSION:4.0\r\nFN:x\r\nEND:VCARD', 'a VCARD'],
  [calendar('METHOD:REPLY', event('DTSTART:20261110T090000Z')), 'an answer to an invitation'],
])('what is no calendar is refused whole: %j', (text, reason) => {
  expect(() => readCalendar(text, options)).toThrow(CalendarError)
  expect(() => readCalendar(text, options)).toThrow(reason)
})

test('a byte order mark before a calendar is none of its text', () => {
  const text = calendar(event('DTSTART:20261110T090000Z'))
  expect(readCalendar(`\uFEFF${text}`, options)).toEqual(readCalendar(text, options))
})

test('an entry without a start is refused, and the others are read', () => {
  const { meetings, refused } = readCalendar(
    calendar(event(), event('DTSTART:20261110T090000Z').replace('m1', 'm2')),
    options,
  )
  expect([meetings.length, refused]).toEqual([1, [{ uid: 'm1', reason: 'it has no start (DTSTART)' }]])
})
