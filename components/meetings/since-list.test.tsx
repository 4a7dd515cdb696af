import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { AttendeeRow, SinceRow } from '#contract/views/meetings.ts'
import en from '../../messages/en.json' with { type: 'json' }
import { SinceList } from './since-list.tsx'

const now = Date.parse('2026-11-17T15:46:08Z')

function attendee(place: number, name: string): AttendeeRow {
  const unknown = { email: null, status: null, isOrganizer: false, customer: null, company: null, isUnknown: false }
  const nothing = { orders: 0, ordersMinor: null, currency: null, lastOrderAt: null, seen: null, interest: null }
  return { kind: 'attendee', place, name, ...unknown, ...nothing, pages: [], tickets: [] }
}

function ticket(position: string, places: number[]): SinceRow['entries'][number] {
  return {
    kind: 'entry',
    position,
    type: 'ticket.opened',
    source: 'desk',
    at: now,
    key: 'k',
    facts: { title: 'Logo' },
    places,
  }
}

function shown(attendees: readonly AttendeeRow[]): string {
  const entries = [ticket('2', [1, 2]), ticket('1', [2])]
  const since: SinceRow = { kind: 'since', at: null, title: null, people: 0, pages: 0, isMore: false, entries }
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={en} timeZone="Europe/Paris" now={new Date(now)}>
      <SinceList since={since} attendees={attendees} now={now} />
    </NextIntlClientProvider>,
  )
}

test('where several come, what is new says whose it is; where one comes, it is theirs', () => {
  const both = shown([attendee(1, 'Gwenn'), attendee(2, 'Riwal')])
  expect(both).toContain('Gwenn, Riwal · ')
  expect(both).toContain('>Riwal · ')
  expect(shown([attendee(2, 'Riwal')])).not.toContain('Riwal')
})
