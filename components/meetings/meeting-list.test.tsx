import { NextIntlClientProvider } from 'next-intl'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import type { MeetingRow } from '#contract/views/meetings.ts'
import en from '../../messages/en.json' with { type: 'json' }
import { MeetingList } from './meeting-list.tsx'

const now = Date.parse('2026-11-17T09:00:00Z')
const startsAt = now + 3_600_000
const meeting: MeetingRow = {
  id: '00000000-0000-4000-8000-000000000001',
  title: 'Range for spring',
  location: null,
  startsAt,
  endsAt: startsAt + 1,
  allDay: false,
  company: null,
  people: ['Gwenn Estran'],
  count: 1,
  source: 'calendar',
}

test('a title has its line for itself: how long it is until then stands below it, beside the names', () => {
  const shown = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={en} timeZone="Europe/Paris">
      <MeetingList
        days={[{ date: '2026-11-17', at: now, meetings: [meeting] }]}
        open={undefined}
        now={now}
        grey={false}
      />
    </NextIntlClientProvider>,
  )
  expect(shown.replaceAll(/<[^>]+>/g, ' ')).toMatch(/Range for spring +Gwenn Estran +in 1/)
})
