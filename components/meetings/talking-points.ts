import type { AttendeeRow, ProductRow } from '#contract/views/meetings.ts'
import { onSiteMs } from '#contract/views/customer.ts'

/** A fact worth saying, and where it comes from. The words are the catalogue's. */
export type TalkingPoint =
  | { point: 'ticket'; who: string; id: string; title: string; openedAt: number }
  | { point: 'onSite'; who: string; page: string }
  | { point: 'readMost'; who: string; page: string; count: number }
  | { point: 'short'; product: string; inWarehouses: number; seen: number }
  | { point: 'delivery'; product: string; quantity: number; expectedAt: number }
  | { point: 'prospect'; who: string }
  | { point: 'lastOrder'; who: string; at: number; orders: number }

const pointsShown = 6
/** A page that was read so often is a question. */
const oftenFrom = 2
/** So few on hand are worth a word before an order. */
const shortBelow = 200

interface Brief {
  attendees: readonly AttendeeRow[]
  products: readonly ProductRow[]
  now: number
  nameOf: (attendee: AttendeeRow) => string
}

/** What is true and useful to know, the most urgent first; nothing is guessed. */
export function talkingPoints({ attendees, products, now, nameOf }: Brief): TalkingPoint[] {
  const known = attendees.filter(({ isUnknown }) => !isUnknown)
  return [
    ...known.flatMap((each) => ticketPoints(each, nameOf(each))),
    ...known.flatMap((each) => onSitePoint(each, { who: nameOf(each), now })),
    ...known.flatMap((each) => readPoint(each, nameOf(each))),
    ...products.slice(0, 2).flatMap((each) => stockPoints(each)),
    ...known.flatMap((each) => orderPoint(each, nameOf(each))),
  ].slice(0, pointsShown)
}

function ticketPoints({ tickets }: AttendeeRow, who: string): TalkingPoint[] {
  return tickets.map(({ id, title, openedAt }) => ({ point: 'ticket', who, id, title: title ?? '', openedAt }))
}

function onSitePoint({ seen }: AttendeeRow, { who, now }: { who: string; now: number }): TalkingPoint[] {
  const page = seen?.title ?? seen?.path ?? null
  if (seen === null || page === null || now - seen.at > onSiteMs) return []
  return [{ point: 'onSite', who, page }]
}

/** The largest reason of their interest, where it is something that they looked at more than once. */
function readPoint({ interest }: AttendeeRow, who: string): TalkingPoint[] {
  const most = interest?.terms.find(
    ({ about, rule, count }) => about !== null && rule !== 'meeting' && count >= oftenFrom,
  )
  return most?.about == null ? [] : [{ point: 'readMost', who, page: most.about, count: most.count }]
}

function stockPoints({ sku, title, seen, inWarehouses, next }: ProductRow): TalkingPoint[] {
  const product = title ?? sku
  const isShort = inWarehouses !== null && inWarehouses < shortBelow
  return [
    ...(isShort ? [{ point: 'short' as const, product, inWarehouses, seen }] : []),
    ...(isShort && next ? [{ point: 'delivery' as const, product, ...next }] : []),
  ]
}

function orderPoint({ orders, lastOrderAt }: AttendeeRow, who: string): TalkingPoint[] {
  if (orders === 0) return [{ point: 'prospect', who }]
  return lastOrderAt === null ? [] : [{ point: 'lastOrder', who, at: lastOrderAt, orders }]
}
