import { hash } from 'node:crypto'
import type { Pool } from 'pg'
import * as z from 'zod'
import { CalendarError } from '#calendar/calendar-entry.ts'
import type { ReadCalendar } from '#calendar/read-calendar.ts'
import { readCalendar } from '#calendar/read-calendar.ts'
import type { NewEvent } from '#contract/event.ts'
import { transaction } from '../../db/transaction.ts'
import type { EventLog } from '../../log/log.ts'
import { backoffMs } from '../../runtime/backoff.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { RepeatedLook } from '../../runtime/repeated-look.ts'
import { canaryEvent } from '../canary-event.ts'
import type { SecretBox } from '../secrets.ts'
import { withoutMessage } from '../redact.ts'
import type { ClaimedFeed, FoundInFeed } from './feed-table.ts'
import { claimDueFeeds, readEventData, readTold, saveTold, settleFailed, settleRead } from './feed-table.ts'
import type { FeedAnswer } from './fetch-feed.ts'
import { FeedError, fetchFeed } from './fetch-feed.ts'
import { parseFeedAddress, parseIcsConfig } from './ics-kind.ts'
import type { News } from './tell-meetings.ts'
import { newsOf } from './tell-meetings.ts'

/*
 * Reads the calendars of the sources of kind `ics` at their intervals. Of several processes one reads each: it claims the feed
 * for a minute. What has been told of each meeting is remembered after its events are in the log, so a crash in between tells
 * the same events again under the same ids, which the log takes for duplicates.
 */
const everyMs = 1000
const dayMs = 86_400_000
/** Meetings that are over are part of what was said with a customer. */
const backMs = 90 * dayMs
/** Series are followed so far; as time goes on they are followed on, an hour later at the latest. */
const aheadMs = 30 * dayMs
const followEveryMs = 3_600_000
/** What is not read with the first try is tried again soon, and then more and more rarely. */
const retries = { firstMs: 15_000, maxMs: 15 * 60_000 }
const eventsAtOnce = 500
const refusedKept = 20

interface FeedPollerOptions {
  pool: Pool
  box: SecretBox
  log: Pick<EventLog, 'append'>
  /** IANA name: the zone of times that have none. */
  timeZone: string
  /** `host:port` of hosts of one's own network. */
  named: readonly string[]
  clock: Clock
  logger: Logger
}

export class FeedPoller {
  readonly #options: FeedPollerOptions
  readonly #stopping = new AbortController()
  readonly #looks: RepeatedLook

  constructor(options: FeedPollerOptions) {
    this.#options = options
    this.#looks = new RepeatedLook({
      everyMs,
      look: () => this.poll(),
      onFailure: (error) =>
        options.logger.warn({ err: withoutMessage(error) }, 'reading calendars failed; it is tried again'),
    })
  }

  start(): void {
    this.#looks.start()
  }

  /** A reading that is under way is cut, and made again at the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#looks.stop()
  }

  /** Reads what is due, and resolves when all of it is in the log. */
  async poll(): Promise<void> {
    const { pool, clock } = this.#options
    const feeds = await claimDueFeeds(pool, clock.now())
    await Promise.all(feeds.map((feed) => this.#readOne(feed)))
  }

  async #readOne(feed: ClaimedFeed): Promise<void> {
    const { pool, clock, logger } = this.#options
    const { source, failures } = feed
    const now = clock.now()
    try {
      await this.#read(feed, now)
    } catch (error) {
      if (this.#stopping.signal.aborted) return
      const isTheirs = error instanceof FeedError || error instanceof CalendarError
      if (!isTheirs) logger.error({ err: withoutMessage(error), source }, 'a calendar could not be read')
      const problem = isTheirs ? error.message : 'an error of Vigie itself; the log of the server says more'
      await settleFailed(pool, { source, now, nextAt: now + backoffMs(failures, retries) }, problem)
    }
  }

  async #read(feed: ClaimedFeed, now: number): Promise<void> {
    const { pool, box, named } = this.#options
    const { source, followedAt } = feed
    const config = parseIcsConfig(feed.config)
    const settled = { source, now, nextAt: now + config.intervalSeconds * 1000 }
    const isFollowed = !feed.isChanged && followedAt !== null && now - followedAt < followEveryMs
    const answer = await fetchFeed({
      url: parseFeedAddress(box.open(feed.secretSealed, source)),
      named,
      etag: isFollowed ? feed.etag : null,
      lastModified: isFollowed ? feed.lastModified : null,
      signal: this.#stopping.signal,
    })
    const content = contentOf(answer)
    if (!content || (isFollowed && content.contentDigest === feed.contentDigest)) {
      await this.#giveSign(feed, now)
      return settleRead(pool, settled, null)
    }
    const window = { from: now - backMs, to: now + aheadMs }
    const read = readCalendar(content.text, { timeZone: this.#options.timeZone, window, ownDomains: config.ownDomains })
    const news = await this.#tell(source, read, { from: window.from, now })
    await this.#giveSign(feed, now)
    await transaction(pool, { durable: true }, async (tx) => {
      await saveTold(tx, { source, news, endedBefore: window.from })
      await settleRead(tx, settled, { ...content, ...summaryOf(read, window.from) })
    })
  }

  /** A silence is named after the last event before it: one that a reading has ended and the next are two, also without news. */
  async #giveSign({ source, failures }: ClaimedFeed, now: number): Promise<void> {
    if (failures === 0) return
    await this.#options.log.append([canaryEvent({ id: `feed/${now}`, sentAt: now }, { source, receivedAt: now })])
  }

  /** @returns what was new, with its positions, once it is in the log. */
  async #tell(source: string, read: ReadCalendar, { from, now }: { from: number; now: number }): Promise<News[]> {
    const { pool, log } = this.#options
    const told = await readTold(pool, source)
    const unread = read.refused.flatMap(({ uid }) => (uid === null ? [] : [uid]))
    const news = await this.#withPeople(newsOf(told, { meetings: read.meetings, unread, from, now }), told)
    const stored: News[] = []
    for (let first = 0; first < news.length; first += eventsAtOnce) {
      const batch = news.slice(first, first + eventsAtOnce)
      const { outcomes } = await log.append(batch.map((each) => toNewEvent(source, each, now)))
      for (const [index, each] of batch.entries()) {
        const outcome = outcomes[index]
        const position = outcome?.outcome === 'stored' ? outcome.position : null
        stored.push({ ...each, told: { ...each.told, position } })
      }
    }
    return stored
  }

  /** A meeting that is gone says no more who was to come: the log does. */
  async #withPeople(news: readonly News[], told: Awaited<ReturnType<typeof readTold>>): Promise<News[]> {
    const positionOf = ({ event }: News) => told.get(event.data.meetingId)?.position ?? null
    const gone = news.filter(({ told: { digest } }) => digest === 'gone')
    const before = await readEventData(
      this.#options.pool,
      gone.flatMap((each) => positionOf(each) ?? []),
    )
    return news.map((each) => {
      const known = knownDataSchema.safeParse(before.get(positionOf(each) ?? -1n)).data
      if (each.told.digest !== 'gone' || !known) return each
      return { ...each, event: { ...each.event, data: { ...each.event.data, ...known } } }
    })
  }
}

const knownDataSchema = z.object({
  title: z.string().optional(),
  attendees: z.array(z.looseObject({ email: z.string() })),
})

function contentOf(answer: FeedAnswer): (Omit<FoundInFeed, 'meetings' | 'refused'> & { text: string }) | null {
  if (answer.type === 'unchanged') return null
  const { text, etag, lastModified } = answer
  return { text, etag, lastModified, contentDigest: hash('sha256', text, 'hex') }
}

function summaryOf({ meetings, refused }: ReadCalendar, from: number): Pick<FoundInFeed, 'meetings' | 'refused'> {
  return { meetings: meetings.filter(({ endsAt }) => endsAt >= from).length, refused: refused.slice(0, refusedKept) }
}

function toNewEvent(source: string, { event, backfill }: News, now: number): NewEvent {
  return { ...event, source, receivedAt: now, backfill, synthetic: false, clamped: false }
}
