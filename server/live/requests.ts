import type * as z from 'zod'
import { isAllowed } from '#contract/access.ts'
import type { Refused } from '#contract/live.ts'
import { subscribeSchema, timeSchema, unsubscribeSchema } from '#contract/live.ts'
import { sightOf } from '#contract/personal-data.ts'
import type { Session } from './session.ts'
import type { Answer, Subscription } from './subscription.ts'
import type { Opened, TopicFeed } from './topic-feed.ts'
import { namesNothing, retryUnavailableMs } from './topic-feed.ts'
import type { TopicFeeds } from './topic-feeds.ts'

export const maxSubscriptions = 64
const malformedCost = 10
const retryBudgetMs = 5000
const retryFullMs = 30_000

type Reason = Omit<Refused, 'type' | 'topic'>

interface RequestContext {
  feeds: TopicFeeds
  now: () => number
  monotonic: () => number
}

/** What arrived on one socket, as the transport gives it: nothing about it is known yet. */
export interface IncomingMessage {
  event: string
  payload: unknown
  answer: Answer
}

/** Answers the three requests of the protocol. Never throws for what a client sends (L22). */
export class Requests {
  readonly #context: RequestContext

  constructor(context: RequestContext) {
    this.#context = context
  }

  receive(session: Session, { event, payload, answer }: IncomingMessage): void {
    if (session.isClosed) return
    const message = decode(event, payload)
    const verdict = session.allowance.take(message === null ? malformedCost : 1, this.#context.monotonic())
    if (verdict === 'disconnect') return session.disconnect()
    if (message === null) return refuse({ session, answer }, topicNamedBy(payload), malformed)
    if (verdict === 'refuse') return refuse({ session, answer }, topicNamedBy(payload), overBudget)
    switch (message.type) {
      case 'time':
        return session.tell({ type: 'clock', now: this.#context.now() }, answer)
      case 'unsubscribe':
        session.subscriptions.get(message.topic)?.end()
        return session.tell({ type: 'unsubscribed', topic: message.topic }, answer)
      case 'subscribe':
        return this.#subscribe(session, message, answer)
    }
  }

  #subscribe(session: Session, request: SubscribeRequest, answer: Answer): void {
    const { topic } = request
    const view = this.#context.feeds.viewOf(topic)
    if (!view) return refuse({ session, answer }, topic, unknown(topic))
    if (!isAllowed(session.viewer, view.permission)) return refuse({ session, answer }, topic, forbidden)
    if (session.subscriptions.size >= maxSubscriptions && !session.subscriptions.has(topic)) {
      return refuse({ session, answer }, topic, tooManySubscriptions)
    }
    const feed = this.#context.feeds.feed({ topic, view, sight: sightOf(session.viewer) })
    if (!feed) return refuse({ session, answer }, topic, serverFull)
    const subscription = session.subscribe(topic, answer)
    const conclude = (outcome: Opened) => {
      if (!subscription.isCurrent) return
      // The roles may have changed while the view was read (L18).
      if (isAllowed(session.viewer, view.permission)) join({ subscription, feed, opened: outcome, request })
      else subscription.refuse({ type: 'refused', topic, ...forbidden })
    }
    const opened = feed.open()
    if (opened instanceof Promise) void opened.then(conclude)
    else conclude(opened)
  }
}

interface Joining {
  subscription: Subscription
  feed: TopicFeed
  opened: Opened
  request: SubscribeRequest
}

function join({ subscription, feed, opened, request }: Joining): void {
  const { topic, epoch, version = null } = request
  if (opened.ok) {
    const { state } = opened
    const isResumption = epoch !== undefined
    subscription.ready({ feed, state, version: epoch === state.epoch ? version : null, isResumption })
  } else {
    const reason = opened.code === 'unknown-view' ? namesNothing(topic) : unavailable
    subscription.refuse({ type: 'refused', topic, ...reason })
  }
}

interface Asker {
  session: Session
  answer: Answer
}

function refuse({ session, answer }: Asker, topic: string, reason: Reason): void {
  session.tell({ type: 'refused', topic, ...reason }, answer)
}

type SubscribeRequest = z.infer<typeof subscribeSchema>
type Request =
  | ({ type: 'subscribe' } & SubscribeRequest)
  | ({ type: 'unsubscribe' } & z.infer<typeof unsubscribeSchema>)
  | { type: 'time' }

function decode(event: string, payload: unknown): Request | null {
  const value = parseJson(payload)
  switch (event) {
    case 'subscribe': {
      const { success, data } = subscribeSchema.safeParse(value)
      return success ? { type: 'subscribe', ...data } : null
    }
    case 'unsubscribe': {
      const { success, data } = unsubscribeSchema.safeParse(value)
      return success ? { type: 'unsubscribe', ...data } : null
    }
    case 'time':
      return timeSchema.safeParse(value).success ? { type: 'time' } : null
    default:
      return null
  }
}

function parseJson(payload: unknown): unknown {
  if (typeof payload !== 'string') return undefined
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}

/** So that a client finds the subscription that was refused, however malformed the rest is. */
function topicNamedBy(payload: unknown): string {
  const value = parseJson(payload)
  const topic = typeof value === 'object' && value !== null && 'topic' in value ? value.topic : ''
  return typeof topic === 'string' ? topic.slice(0, 256) : ''
}

export const forbidden: Reason = { code: 'forbidden', detail: 'None of your roles may see this view.' }
const malformed: Reason = {
  code: 'invalid-request',
  detail: 'Send subscribe, unsubscribe or time with one JSON string as docs/live-protocol.md describes.',
}
const overBudget: Reason = { code: 'too-many-requests', detail: 'Ask less often.', retryMs: retryBudgetMs }
const tooManySubscriptions: Reason = {
  code: 'too-many-requests',
  detail: `One socket has at most ${maxSubscriptions} subscriptions: unsubscribe from some.`,
}
const serverFull: Reason = { code: 'too-many-requests', detail: 'Too many topics are watched.', retryMs: retryFullMs }
const unavailable: Reason = {
  code: 'unavailable',
  detail: 'The view cannot be read at the moment.',
  retryMs: retryUnavailableMs,
}

function unknown(topic: string): Reason {
  return { code: 'unknown-view', detail: `There is no view of ${topic}.` }
}
