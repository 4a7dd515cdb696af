import * as z from 'zod'
import { ReplayError } from '../replay-error.ts'
import type { DocumentFormat, FileEvent } from './format.ts'

const sessionSchema = z.object({
  session: z.int(),
  events: z.array(z.object({ aid: z.int(), ts: z.int(), type: z.enum(['clicks', 'carts', 'orders']) })),
})
type Session = z.infer<typeof sessionSchema>

/**
 * Sessions of a shop, one JSON object a line, as OTTO's data set for recommender systems has them: what was looked at, put in
 * the basket and ordered. Each session is a visitor; what was ordered in one moment is one order.
 */
export const shopSessions: DocumentFormat = {
  name: 'shop-sessions',
  unit: 'step',
  maxSize: 256 * 1024 * 1024,
  toEvents(text) {
    const lines = text.split('\n').entries()
    return [...lines].flatMap(([index, line]) =>
      line.trim() === '' ? [] : stepsOf(readSession(line, index + 1), index + 1),
    )
  },
}

function readSession(line: string, number: number): Session {
  try {
    return sessionSchema.parse(JSON.parse(line))
  } catch (cause) {
    throw new ReplayError(`line ${number}: is no session: {"session": 0, "events": [{"aid", "ts", "type"}]}.`, {
      cause,
    })
  }
}

function stepsOf({ session, events }: Session, line: number): FileEvent[] {
  const visitorId = `session-${session}`
  const about = { subject: `visitor/${visitorId}` }
  const steps = events.flatMap(({ aid, ts, type }, index): FileEvent[] => {
    const id = `${visitorId}-${index}`
    const sku = String(aid)
    if (type === 'orders') return []
    const [seen, put] = [
      { url: `/articles/${sku}`, sku },
      { sku, quantity: 1 },
    ]
    const event = type === 'clicks' ? { type: 'page.viewed', data: seen } : { type: 'cart.updated', data: put }
    return [{ line, at: ts, event: { ...about, id, ...event, data: { visitorId, ...event.data } } }]
  })
  return [...steps, ...ordersOf({ session, events }, line)].toSorted((a, b) => a.at - b.at)
}

function ordersOf({ session, events }: Session, line: number): FileEvent[] {
  const visitorId = `session-${session}`
  const moments = Map.groupBy(
    events.filter(({ type }) => type === 'orders'),
    ({ ts }) => ts,
  )
  return [...moments].map(([at, ordered]) => {
    const orderId = `${visitorId}-${at}`
    const lines = ordered.map(({ aid }) => ({ sku: String(aid), quantity: 1 }))
    const data = { visitorId, orderId, lines }
    return { line, at, event: { id: `order-${orderId}`, type: 'order.placed', subject: `order/${orderId}`, data } }
  })
}
