import type { Pool } from 'pg'
import { customerIdSchema } from '#contract/customer-key.ts'
import type { InterestSettings } from '#contract/interest.ts'
import type { TimelineEntry } from '#contract/timeline.ts'
import { entriesShown } from '#contract/views/customer.ts'
import type { AttendeeRow, BriefRow, MeetingBriefRow, ProductRow, SinceRow } from '#contract/views/meetings.ts'
import { newsShown, pagesShown } from '#contract/views/meetings.ts'
import type { MeetingPerson } from '../projections/meetings/fold-meetings.ts'
import { interestOf } from '../projections/timeline/interest-settings.ts'
import { newestOf } from '../projections/timeline/merge-activity.ts'
import { toInterestRow } from './customer.ts'
import type { KnownOfAttendee, MeetingTables } from './meeting-tables.ts'
import { readMeeting } from './meeting-tables.ts'
import type { View, ViewReading } from './view.ts'

const prefix = 'meeting:'

/** What attendees do touches their own topics. */
const refreshMs = 1000

/** The brief of one meeting: who comes, what each has just done, what is new, and what there is of what they looked at. */
export function meetingView({ pool }: { pool: Pool }): View {
  return {
    name: 'meeting',
    permission: 'view:meetings',
    hasParameter: true,
    freshnessTargetSeconds: 5,
    mode: 'push',
    refreshMs,
    reads: ['meetings', 'timeline', 'identity', 'stock'],
    async read(topic) {
      const id = customerIdSchema.safeParse(topic.slice(prefix.length)).data
      const tables = id === undefined ? null : await readMeeting(pool, id)
      return tables && toReading(tables)
    },
  }
}

function toReading(tables: MeetingTables): ViewReading | null {
  const { position, newest, meeting, attendees, products } = tables
  if (meeting === null) return null
  const { people, ...facts } = meeting
  const team = people.filter(({ isTeam }) => isTeam).map(({ name, email }) => name ?? email ?? '')
  const brief: BriefRow = { kind: 'meeting', ...facts, team }
  const rows: Record<string, MeetingBriefRow> = { meeting: brief, since: sinceOf(tables) }
  const settings = interestOf(tables.settings)
  for (const { place, person, known } of onePerCustomer(attendees ?? []))
    rows[`attendee:${place}`] = attendeeOf(place, { person, known, settings })
  for (const product of products ?? []) rows[`product:${product.sku}`] = toProduct(product)
  return { position: BigInt(position), rows, newest }
}

interface Attending {
  place: number
  person: MeetingPerson
  known: KnownOfAttendee | null
}

/** Two addresses of one customer are one person who comes. */
function onePerCustomer(attendees: readonly Attending[]): Attending[] {
  const seen = new Set<string>()
  return attendees.filter(({ known }) => {
    if (known === null) return true
    const isFirst = !seen.has(known.customer)
    seen.add(known.customer)
    return isFirst
  })
}

function attendeeOf(
  place: number,
  { person, known, settings }: Omit<Attending, 'place'> & { settings: InterestSettings },
): AttendeeRow {
  const { name, email, status, isOrganizer } = person
  const activity = known?.activity ?? []
  const interest = toInterestRow(activity, settings)
  const entries = known?.entries ?? []
  const isUnknown = !entries.some((entry) => !isInvitation(entry))
  return {
    kind: 'attendee',
    place,
    name: known?.name ?? name,
    email,
    status,
    isOrganizer,
    customer: known?.customer ?? null,
    company: known?.company ?? null,
    isUnknown,
    orders: known?.totals.orders ?? 0,
    ordersMinor: known?.totals.ordersMinor ?? null,
    currency: known?.totals.currency ?? null,
    lastOrderAt: known?.lastOrderAt ?? null,
    seen: newestOf(activity.map((each) => each.seen)) ?? null,
    interest: interest.sum > 0 && !isUnknown ? interest : null,
    pages: entries.filter((entry) => isPage(entry)).slice(0, pagesShown),
    tickets: (known?.tickets ?? []).map(({ id, title, openedAt }) => ({ id, title, openedAt })),
  }
}

function toProduct({ sku, title, seen, inStores, inWarehouses, next }: Omit<ProductRow, 'kind'>): ProductRow {
  return { kind: 'product', sku, title, seen, inStores, inWarehouses, next }
}

function sinceOf({ last, attendees }: MeetingTables): SinceRow {
  const at = last?.endedAt ?? null
  const known = onePerCustomer(attendees ?? []).flatMap(({ place, known: of }) => (of ? [{ place, of }] : []))
  const news = known.map(({ place, of }) => ({
    place,
    entries: (of.entries ?? []).filter((entry) => entry.at > (at ?? 0)),
  }))
  const pages = news.map(({ entries }) => entries.filter((entry) => isPage(entry)).length)
  return {
    kind: 'since',
    at,
    title: last?.title ?? null,
    people: pages.filter((count) => count > 0).length,
    pages: pages.reduce((sum, count) => sum + count, 0),
    isMore: news.some(({ entries }) => entries.length >= entriesShown),
    entries: newsOf(news)
      .toSorted((a, b) => b.at - a.at)
      .slice(0, newsShown),
  }
}

interface NewsOfOne {
  place: number
  entries: readonly TimelineEntry[]
}

/** What happened to several of them is told once. */
function newsOf(news: readonly NewsOfOne[]): SinceRow['entries'] {
  const each = new Map<string, SinceRow['entries'][number]>()
  for (const { place, entries } of news) {
    for (const entry of entries) {
      if (isPage(entry) || isInvitation(entry) || isSignIn(entry)) continue
      each.set(entry.position, { ...entry, places: [...(each.get(entry.position)?.places ?? []), place] })
    }
  }
  return [...each.values()]
}

function isPage({ type }: TimelineEntry): boolean {
  return type === 'page.viewed'
}

/** That there is a meeting is no news to whoever prepares for it. */
function isInvitation({ type }: TimelineEntry): boolean {
  return type.startsWith('meeting.')
}

/** It tells whose visit it is, and the pages of that are counted; who visits often would leave no room for other news. */
function isSignIn({ type, facts }: TimelineEntry): boolean {
  return type === 'customer.identified' && facts.evidence === 'login'
}
