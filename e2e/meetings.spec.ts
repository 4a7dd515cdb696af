import { expectAccessible } from './accessible.ts'
import type { Door, OutsideEvent } from './door.ts'
import { openDoor } from './door.ts'
import { expect, test } from './fixtures.ts'
import { expectSaidWithin } from './promised.ts'
import { expectLive, watchReloads, words } from './wall.ts'

const { meetings } = words.en
const minuteMs = 60_000

function page(visitorId: string, title: string): OutsideEvent {
  const path = `/${title.toLowerCase().replaceAll(' ', '-')}`
  return { type: 'page.viewed', data: { visitorId, title, url: `https://shop.example${path}` } }
}

/** Begins in a quarter of an hour. */
function meeting(attendees: object[]): OutsideEvent {
  const startsAt = Date.now() + 14 * minuteMs
  return {
    type: 'meeting.scheduled',
    data: {
      meetingId: 'm-1',
      title: 'Winter uniforms',
      location: 'Video',
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(startsAt + 45 * minuteMs).toISOString(),
      attendees,
    },
  }
}

let site: Door
test.beforeEach(async ({ vigie: _ }) => {
  site = await openDoor('site')
})

test('four pages of nobody and a sign-up in the fifth are in the open brief within 5 s, without a reload', async ({
  page: screen,
}) => {
  const email = 'n.exemple@bacs.example'
  await site.send([meeting([{ email, name: 'Nolwenn Exemple' }])])
  await screen.goto('/meetings')
  await expectLive(screen)
  const who = screen.getByRole('region', { name: meetings.who })
  await expect(who).toContainText(meetings.neverSeen)
  await expect(screen.getByRole('timer')).toHaveText(/^1[34]:\d\d$/)
  const staysLoaded = await watchReloads(screen)
  const before = ['Parka Ouessant', 'Size guide', 'Delivery', 'Prices']
  for (const title of before) await site.send([page('v-1', title)])
  const titles = [...before, 'Sign up']
  await expectSaidWithin({ page: screen, says: titles, withinMs: 5000 }, () =>
    site.send([
      page('v-1', 'Sign up'),
      { type: 'customer.created', data: { email, visitorId: 'v-1', name: 'Nolwenn Exemple' } },
      { type: 'customer.identified', data: { email, visitorId: 'v-1', evidence: 'login' } },
    ]),
  )
  for (const title of titles) await expect(who.getByText(title, { exact: true })).toBeVisible()
  await expect(who).toContainText(meetings.onSite)
  await expect(screen.getByRole('region', { name: meetings.points.title })).toContainText('Nolwenn Exemple')
  await staysLoaded()
})

test('a meeting that began yesterday and still runs stands under today', async ({ page: screen }) => {
  const [startsAt, endsAt] = [-26, 1].map((hours) => new Date(Date.now() + hours * 60 * minuteMs).toISOString())
  await site.send([
    { type: 'meeting.scheduled', data: { meetingId: 'm-2', title: 'Migration', startsAt, endsAt, attendees: [] } },
  ])
  await screen.goto('/meetings')
  await expect(screen.getByRole('region', { name: new RegExp(`^${meetings.today}`) })).toContainText('Migration')
})

test('axe finds nothing on a brief with its list, on paper neither, and nothing is wider than a phone', async ({
  page: screen,
}) => {
  await site.send([
    page('v-1', 'Parka Ouessant'),
    { type: 'customer.identified', data: { email: 'n@bacs.example', visitorId: 'v-1', evidence: 'login' } },
    { type: 'ticket.opened', data: { ticketId: 't1', email: 'n@bacs.example', title: 'Logo file refused' } },
    meeting([{ email: 'n@bacs.example', name: 'Nolwenn Exemple' }, { email: 'new@bacs.example' }]),
  ])
  await screen.goto('/meetings')
  await expect(screen.getByText('Parka Ouessant').first()).toBeVisible()
  await expectAccessible(screen)
  await screen.emulateMedia({ media: 'print' })
  await expect(screen.getByRole('navigation')).toHaveCount(0)
  await expect(screen.getByRole('heading', { name: 'Winter uniforms' })).toBeVisible()
})
