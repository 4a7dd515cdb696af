import type { Row, ViewSnapshot } from '#contract/view.ts'
import type { ConnectionState } from './connection-state.ts'
import type { Environment } from './environment.ts'
import { LiveConnection } from './live-connection.ts'
import { LiveTopic } from './live-topic.ts'
import { ServerTicks } from './server-ticks.ts'
import type { Line, Transport } from './transport.ts'
import type { AppliedSample, ViewState } from './view-state.ts'

/** A topic is kept so long after its last watcher has gone: for StrictMode, and for the next screen (L25). */
const lingerMs = 5000
const samplesKept = 500

interface LiveStoreOptions {
  transport: Transport
  environment: Environment
  /** Epoch ms when the server rendered the page; null when unknown. */
  renderedAt: number | null
}

interface RowWatch {
  topic: string
  key: string
  initial: ViewSnapshot | undefined
}

interface Watched {
  topic: LiveTopic
  listeners: Set<() => void>
  /** By row key. */
  rowListeners: Map<string, Set<() => void>>
  sampleListeners: Set<(sample: AppliedSample) => void>
  cancelEnd: () => void
}

/**
 * What the server says, for screens: one line, topics counted by who watches them, and one flush per animation frame.
 * Everything a screen reads (`view`, `connection`) changes only in a flush, all of it at once.
 */
export class LiveStore {
  readonly renderedAt: number | null
  readonly #environment: Environment
  readonly #connection: LiveConnection
  readonly #ticks: ServerTicks
  readonly #watched = new Map<string, Watched>()
  readonly #samples = new Map<string, readonly AppliedSample[]>()
  readonly #connectionListeners = new Set<() => void>()
  #line: Line | null = null
  #shownConnection: ConnectionState
  #isFlushDue = false

  constructor({ transport, environment, renderedAt }: LiveStoreOptions) {
    this.renderedAt = renderedAt
    this.#environment = environment
    this.#connection = new LiveConnection(transport, environment, {
      onOpen: (line) => this.#onOpen(line),
      onLost: () => this.#onLost(),
      onMessage: (message) => {
        if (message === null) for (const { topic } of this.#watched.values()) topic.hear(null)
        else this.#watched.get(message.topic)?.topic.hear(message)
      },
      onChange: () => this.#flushSoon(),
    })
    this.#ticks = new ServerTicks(environment, () => this.#connection.serverNow())
    this.#shownConnection = this.#connection.state
  }

  /** Opens the line. @returns a function that closes it; the store can be started again. */
  start(): () => void {
    this.#connection.start()
    return () => this.#connection.stop()
  }

  /**
   * Keeps the topic equal to the server's until the returned function is called, and says when `view` has changed.
   *
   * @param initial where to continue from, if nothing newer is known
   */
  watch(topic: string, listener: () => void, initial?: ViewSnapshot): () => void {
    const watched = this.#use(topic, initial)
    watched.listeners.add(listener)
    return () => {
      watched.listeners.delete(listener)
      this.#endLater(topic, watched)
    }
  }

  /** Like `watch`; the listener is called when that row has changed, come or gone. */
  watchRow({ topic, key, initial }: RowWatch, listener: () => void): () => void {
    const watched = this.#use(topic, initial)
    const listeners = watched.rowListeners.get(key) ?? new Set()
    watched.rowListeners.set(key, listeners)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && watched.rowListeners.get(key) === listeners) watched.rowListeners.delete(key)
      this.#endLater(topic, watched)
    }
  }

  /** @returns undefined when nobody watches the topic. */
  view(topic: string): ViewState<Row> | undefined {
    return this.#watched.get(topic)?.topic.published
  }

  /**
   * Calls the listener for everything painted from now on. It watches the topic as long as it listens, so it misses nothing.
   */
  onApplied(topic: string, listener: (sample: AppliedSample) => void): () => void {
    const watched = this.#use(topic, undefined)
    watched.sampleListeners.add(listener)
    return () => {
      watched.sampleListeners.delete(listener)
      this.#endLater(topic, watched)
    }
  }

  /** Oldest first, at most 500; another array when there is a new one. */
  samples(topic: string): readonly AppliedSample[] {
    return this.#samples.get(topic) ?? noSamples
  }

  watchConnection(listener: () => void): () => void {
    this.#connectionListeners.add(listener)
    return () => this.#connectionListeners.delete(listener)
  }

  connection(): ConnectionState {
    return this.#shownConnection
  }

  watchClock(everyMs: number, listener: () => void): () => void {
    return this.#ticks.watch(everyMs, listener)
  }

  clockTick(everyMs: number): number {
    return this.#ticks.value(everyMs)
  }

  #use(name: string, initial: ViewSnapshot | undefined): Watched {
    const existing = this.#watched.get(name)
    if (existing) {
      existing.cancelEnd()
      if (initial) existing.topic.seed(initial)
      return existing
    }
    const context = {
      environment: this.#environment,
      serverNow: () => (this.#connection.clock.offsetMs === null ? null : this.#connection.serverNow()),
      onEmitted: (emittedAt: number) => this.#connection.noteEmitted(emittedAt),
      onChange: () => this.#flushSoon(),
    }
    const watched: Watched = {
      topic: new LiveTopic(name, context),
      listeners: new Set(),
      rowListeners: new Map(),
      sampleListeners: new Set(),
      cancelEnd: () => undefined,
    }
    this.#watched.set(name, watched)
    if (initial) watched.topic.seed(initial)
    if (this.#line) watched.topic.open(this.#line)
    this.#flushSoon()
    return watched
  }

  #endLater(name: string, watched: Watched): void {
    if (watched.listeners.size + watched.rowListeners.size + watched.sampleListeners.size > 0) return
    watched.cancelEnd()
    watched.cancelEnd = this.#environment.after(lingerMs, () => {
      watched.topic.close()
      this.#watched.delete(name)
      this.#samples.delete(name)
    })
  }

  #onOpen(line: Line): void {
    this.#line = line
    for (const { topic } of this.#watched.values()) topic.open(line)
  }

  #onLost(): void {
    this.#line = null
    for (const { topic } of this.#watched.values()) topic.lose()
  }

  #flushSoon(): void {
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    this.#environment.nextFrame(() => this.#flush())
  }

  #flush(): void {
    this.#isFlushDue = false
    const before = this.#shownConnection
    this.#shownConnection = this.#connection.state
    // Everything is renewed before anybody is told: a listener may read more than it listens to.
    const tell = [...this.#watched.values()].map((watched) => this.#publish(watched))
    for (const listeners of tell) for (const listener of listeners) listener()
    if (before !== this.#shownConnection) for (const listener of this.#connectionListeners) listener()
  }

  /** @returns who has to be told. */
  #publish(watched: Watched): (() => void)[] {
    const { topic, listeners, rowListeners } = watched
    const before = topic.published
    const taken = topic.publish(this.#shownConnection.phase)
    const after = topic.published
    if (taken.length > 0) {
      const appliedAt = this.#connection.serverNow()
      this.#environment.afterPaint(() => {
        const paintedAt = this.#connection.serverNow()
        this.#addSamples(
          watched,
          taken.map((one) => ({ ...one, appliedAt, paintedAt })),
        )
      })
    }
    if (before === after) return []
    const changedRows = [...rowListeners].filter(([key]) => before.rows.get(key) !== after.rows.get(key))
    return [...listeners, ...changedRows.flatMap(([, ofRow]) => [...ofRow])]
  }

  #addSamples({ topic: { topic }, sampleListeners }: Watched, samples: readonly AppliedSample[]): void {
    this.#samples.set(topic, [...this.samples(topic), ...samples].slice(-samplesKept))
    for (const sample of samples) for (const listener of sampleListeners) listener(sample)
  }
}

const noSamples: readonly AppliedSample[] = []
