import type { Person } from './people.ts'
import { buyers } from './people.ts'
import { pick } from './random.ts'
import type { Day, DemoEvent, Told } from './simulation.ts'
import { nextId } from './simulation.ts'
import { beginKnownVisit } from './visit.ts'

/*
 * Meetings of Brisemer's sales with those who buy for a house, as its CRM tells them, and what those do on the site before they
 * meet: whoever prepares looks at it.
 */
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const grid = 5 * minuteMs

const topics = [
  'Uniforms for the winter',
  'Order to renew',
  'First visit',
  'Prices for next year',
  'Crew of the season',
]
const places = ['Video', 'Visit on site', 'Call', 'Showroom']

/** From the start of the demonstration: one has just been, one begins in a quarter of an hour, the others follow. */
const firstMs = [-2 * hourMs, 14 * minuteMs, 1.5 * hourMs, 4 * hourMs, dayMs, dayMs + 2 * hourMs, dayMs + 5 * hourMs]
/** When they met before. */
const earlierMs = -5 * dayMs
const nextEveryMs = 50 * minuteMs
const lastsMs = 45 * minuteMs
/** Between two visits of people who have a meeting soon. */
const visitEveryMs = 45_000

const houses = [...Map.groupBy(buyers, ({ company }) => company).values()]

export function startMeetings(day: Day, from: number): void {
  const first = firstMs.map((afterMs, index) => ({ startsAt: onGrid(from + afterMs), people: houseOf(index) }))
  day.agenda.add(from + 1500, (day, at) =>
    first.flatMap(({ startsAt, people }) => [
      scheduled(day, at, { startsAt: onGrid(startsAt + earlierMs), people }),
      scheduled(day, at, { startsAt, people }),
    ]),
  )
  day.agenda.add(from + nextEveryMs, planNext)
  // Of whom comes first: they are on the site from the first minute on.
  day.agenda.add(from + 4000, visitOf(houseOf(1), from + dayMs))
}

function houseOf(index: number): readonly Person[] {
  return houses[index % houses.length] ?? []
}

function onGrid(at: number): number {
  return Math.ceil(at / grid) * grid
}

function planNext(day: Day, at: number): Told[] {
  day.agenda.add(at + nextEveryMs, planNext)
  const people = pick(day.random, houses)
  const startsAt = onGrid(at + nextEveryMs)
  day.agenda.add(at + minuteMs, visitOf(people, startsAt))
  return [scheduled(day, at, { startsAt, people })]
}

/** One of them looks around, and somewhat later again one of them, until then. */
function visitOf(people: readonly Person[], until: number) {
  return (day: Day, at: number): Told[] => {
    if (at > until) return []
    day.agenda.add(at + visitEveryMs * (0.5 + day.random()), visitOf(people, until))
    return beginKnownVisit(day, at, pick(day.random, people))
  }
}

function scheduled(
  day: Day,
  at: number,
  { startsAt, people }: { startsAt: number; people: readonly Person[] },
): DemoEvent {
  const meetingId = nextId(day, 'meeting')
  const [company = ''] = people.flatMap(({ company: house }) => house ?? [])
  const data = {
    meetingId,
    title: `${company}: ${pick(day.random, topics).toLowerCase()}`,
    location: pick(day.random, places),
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + lastsMs).toISOString(),
    attendees: people.map((person) => ({ ...person })),
  }
  const event = { id: nextId(day, 'crm'), type: 'meeting.scheduled', subject: `meeting/${meetingId}`, data }
  return { source: 'crm', at, event }
}
