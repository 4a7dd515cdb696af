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

/** The topics that are, or were just, watched. */
export class TopicFeeds {
  readonly #views: Views
  readonly #context: FeedContext
  readonly #feeds = new Map<string, TopicFeed>()
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
  feed(topic: string, view: View): TopicFeed | null {
    const existing = this.#feeds.get(topic)
    if (existing) return existing
    if (this.#isClosed) return null
    if (this.#feeds.size >= maxFeeds && !this.#makeRoom()) return null
    const feed = new TopicFeed(topic, view, this.#context, () => this.#drop(feed))
    this.#feeds.set(topic, feed)
    const ofView = this.#byView.get(view.name) ?? new Set()
    this.#byView.set(view.name, ofView.add(feed))
    return feed
  }

  /** The name of a view stands for all its topics. */
  touch(topics: readonly string[]): void {
    for (const topic of topics) {
      const ofView = this.#byView.get(topic)
      if (ofView) for (const feed of ofView) feed.touch()
      else this.#feeds.get(topic)?.touch()
    }
  }

  close(): void {
    this.#isClosed = true
    for (const feed of this.#feeds.values()) feed.close()
    this.#feeds.clear()
    this.#byView.clear()
  }

  #drop(feed: TopicFeed): boolean {
    this.#byView.get(feed.view.name)?.delete(feed)
    return this.#feeds.delete(feed.topic)
  }

  #makeRoom(): boolean {
    for (const feed of this.#feeds.values()) {
      if (feed.isWatched) continue
      feed.close()
      return this.#drop(feed)
    }
    return false
  }
}
