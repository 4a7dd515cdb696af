import type { Sight } from '#contract/personal-data.ts'
import { viewForSight } from '../views/masked-view.ts'
import type { View } from '../views/view.ts'
import { ReadingSlots } from './reading-slots.ts'
import type { FeedContext } from './topic-feed.ts'
import { TopicFeed } from './topic-feed.ts'

export interface Views {
  find(topic: string): View | undefined
}

/** More topics at once than any installation watches; past it those that nobody watches are forgotten early. */
const maxFeeds = 10_000
/** Half of the connections that projections and requests read with: however many topics there are, these go on. */
const maxReadings = 4

/** What is watched: a topic, and how much of its rows. */
export interface Watched {
  topic: string
  view: View
  sight: Sight
}

/**
 * The topics that are, or were just, watched. A view that has something to mask has two feeds a topic, one a sight, so that each of its
 * patches is still encoded once for all who see the same; every other view has one.
 */
export class TopicFeeds {
  readonly #views: Views
  readonly #context: FeedContext
  readonly #feeds: Readonly<Record<Sight, Map<string, TopicFeed>>> = { clear: new Map(), masked: new Map() }
  readonly #byView = new Map<string, Set<TopicFeed>>()
  #isClosed = false

  constructor(views: Views, context: Omit<FeedContext, 'slots'>) {
    this.#views = views
    this.#context = { ...context, slots: new ReadingSlots(maxReadings) }
  }

  viewOf(topic: string): View | undefined {
    return this.#views.find(topic)
  }

  /** @returns the topic's feed, made if need be; null when there are too many, and once closed. */
  feed({ topic, view, sight }: Watched): TopicFeed | null {
    const feeds = this.#feeds[view.readMasked ? sight : 'clear']
    const existing = feeds.get(topic)
    if (existing) return existing
    if (this.#isClosed) return null
    if (this.#size >= maxFeeds && !this.#makeRoom()) return null
    const feed = new TopicFeed(topic, viewForSight(view, sight), this.#context, () => this.#drop(feed))
    feeds.set(topic, feed)
    const ofView = this.#byView.get(view.name) ?? new Set()
    this.#byView.set(view.name, ofView.add(feed))
    return feed
  }

  /** The name of a view stands for all its topics. */
  touch(topics: readonly string[]): void {
    for (const topic of topics) {
      const ofView = this.#byView.get(topic)
      if (ofView) for (const feed of ofView) feed.touch()
      else for (const feeds of this.#bothSights) feeds.get(topic)?.touch()
    }
  }

  get #bothSights(): Map<string, TopicFeed>[] {
    return [this.#feeds.clear, this.#feeds.masked]
  }

  get #size(): number {
    return this.#feeds.clear.size + this.#feeds.masked.size
  }

  close(): void {
    this.#isClosed = true
    for (const feeds of this.#bothSights) {
      for (const feed of feeds.values()) feed.close()
      feeds.clear()
    }
    this.#byView.clear()
  }

  #drop(feed: TopicFeed): boolean {
    this.#byView.get(feed.view.name)?.delete(feed)
    return this.#bothSights.some((feeds) => feeds.get(feed.topic) === feed && feeds.delete(feed.topic))
  }

  #makeRoom(): boolean {
    for (const feed of this.#bothSights.flatMap((feeds) => [...feeds.values()])) {
      if (feed.isWatched) continue
      feed.close()
      return this.#drop(feed)
    }
    return false
  }
}
