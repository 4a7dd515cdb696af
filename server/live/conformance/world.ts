import pino from 'pino'
import type { Environment } from '#components/live/environment.ts'
import { LiveStore } from '#components/live/live-store.ts'
import type { Row } from '#contract/view.ts'
import type { Permission } from '#contract/access.ts'
import { isAllowed } from '#contract/access.ts'
import type { Role } from '#contract/role-names.ts'
import type { Viewer } from '#contract/role.ts'
import { Telemetry } from '../../runtime/telemetry.ts'
import { ManualTime } from '../../testing/manual-time.ts'
import { MemoryView } from '../../testing/memory-view.ts'
import { LiveSessions } from '../live-sessions.ts'
import { FakeNetwork } from './fake-line.ts'

const frameMs = 16

/** Numbers between 0 and 1 that are the same in every run with the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface Browser {
  store: LiveStore
  network: FakeNetwork
  viewer: Viewer
  /** States, with their topic, that came about while the viewer was not allowed to see them. */
  secrets: Map<string, string>
  /** Topics it watches, with how to stop. */
  watching: Map<string, () => void>
}

interface WorldOptions {
  seed: number
  /** With what it takes to see them. */
  topics: Readonly<Record<string, Permission>>
  browsers: number
}

/** A server with views, and browsers over bad networks, in a time that is turned by hand. */
export class World {
  readonly time = new ManualTime()
  readonly views: ReadonlyMap<string, MemoryView>
  readonly browsers: readonly Browser[]
  /** What a browser showed although no view ever was like that, or its viewer was not to see it. */
  readonly untruths: string[] = []
  readonly #telemetry = new Telemetry()
  readonly #random: () => number
  readonly #history = new Set<string>()
  #server: LiveSessions | null = null
  #epochs = 0
  #readMs = 0
  #isBroken = false

  constructor({ seed, topics, browsers }: WorldOptions) {
    this.#random = seededRandom(seed)
    this.views = new Map(
      Object.entries(topics).map(([topic, permission]) => [topic, this.#createView(topic, permission)]),
    )
    this.startServer()
    this.browsers = Array.from({ length: browsers }, (_, index) => this.#createBrowser(index))
  }

  startServer(): void {
    this.#server?.stop()
    this.#server = new LiveSessions({
      views: { find: (topic) => this.views.get(topic) },
      telemetry: this.#telemetry,
      clock: this.time,
      timers: this.time,
      logger: pino({ level: 'silent' }),
      newEpoch: () => `epoch-${++this.#epochs}`,
    })
    this.#server.start()
  }

  stopServer({ politely }: { politely: boolean }): void {
    if (politely) this.#server?.sayClosing(2000)
    this.#server?.stop()
    this.#server = null
    if (!politely) for (const { network } of this.browsers) network.cut()
  }

  change(topic: string, rows: Record<string, Row | null>, { isHinted }: { isHinted: boolean }): void {
    const view = this.#view(topic)
    view.change(rows)
    this.#remember(topic)
    if (!isHinted) return
    const newest = {
      source: 'shop',
      occurredAt: this.time.now(),
      receivedAt: this.time.now(),
      storedAt: null,
      projectedAt: this.time.now(),
    }
    this.#telemetry.emit('projection.applied', {
      projection: 'counters',
      position: view.position,
      events: 1,
      touched: [topic],
      newest,
      durationMs: 0,
    })
  }

  rebuild(topic: string): void {
    this.#view(topic).reset()
    this.#remember(topic)
  }

  readingsTake(durationMs: number): void {
    this.#readMs = durationMs
  }

  breakReadings(isBroken: boolean): void {
    this.#isBroken = isBroken
  }

  changeRoles(browser: Browser, roles: Role[]): void {
    browser.viewer = { ...browser.viewer, roles }
    for (const [state, topic] of browser.secrets) if (this.#mayShow(browser, topic)) browser.secrets.delete(state)
    browser.network.reauthorise()
  }

  watch(browser: Browser, topic: string): void {
    if (browser.watching.has(topic)) return
    const check = () => this.#check(browser, topic)
    browser.watching.set(topic, browser.store.watch(topic, check))
    check()
  }

  unwatch(browser: Browser, topic: string): void {
    browser.watching.get(topic)?.()
    browser.watching.delete(topic)
  }

  /** What a browser shows of a topic it watches, beside what it should. */
  shown(browser: Browser, topic: string) {
    const view = browser.store.view(topic)
    return { phase: view?.phase, position: view?.position, rows: Object.fromEntries(view?.rows ?? []) }
  }

  truth(browser: Browser, topic: string) {
    if (!this.#mayShow(browser, topic)) return { phase: 'refused', position: null, rows: {} }
    const { position, rows } = this.#view(topic).current()
    return { phase: 'live', position: position.toString(), rows }
  }

  #check(browser: Browser, topic: string): void {
    const view = browser.store.view(topic)
    if (!view || view.position === null) return
    const state = stateKey(topic, view.position, Object.fromEntries(view.rows))
    if (!this.#history.has(state) || browser.secrets.has(state)) this.untruths.push(state)
  }

  #mayShow({ viewer }: Browser, topic: string): boolean {
    return isAllowed(viewer, this.#view(topic).permission)
  }

  #remember(topic: string): void {
    const { position, rows } = this.#view(topic).current()
    const state = stateKey(topic, position.toString(), rows)
    if (this.#history.has(state)) return
    this.#history.add(state)
    for (const browser of this.browsers) if (!this.#mayShow(browser, topic)) browser.secrets.set(state, topic)
  }

  #view(topic: string): MemoryView {
    const view = this.views.get(topic)
    if (!view) throw new Error(`the world has no ${topic}`)
    return view
  }

  #createView(topic: string, permission: Permission): MemoryView {
    const view = new MemoryView({ permission })
    this.#history.add(stateKey(topic, view.position.toString(), {}))
    view.answer = async () => {
      const reading = view.current()
      if (this.#readMs > 0) await new Promise<void>((resolve) => this.time.after(this.#readMs, resolve))
      if (this.#isBroken) throw new Error('the database is away')
      return reading
    }
    return view
  }

  #createBrowser(index: number): Browser {
    const random = seededRandom(index + 1)
    const network = new FakeNetwork({
      time: this.time,
      server: () => this.#server,
      viewer: () => browser.viewer,
      latencyMs: () => Math.floor(this.#random() * 60),
      random: this.#random,
    })
    const environment: Environment = {
      now: () => this.time.now() - 90_000 * index,
      after: (delayMs, run) => this.time.after(delayMs, run),
      random,
      nextFrame: (run) => void this.time.after(frameMs, run),
      afterPaint: (run) => void this.time.after(1, run),
      onNetwork: () => () => undefined,
    }
    const store = new LiveStore({ transport: network.transport, environment, renderedAt: null })
    const viewer: Viewer = { id: 'ada', name: 'Ada', kind: 'person', roles: ['data'] }
    const browser: Browser = { store, network, viewer, secrets: new Map(), watching: new Map() }
    store.start()
    return browser
  }
}

function stateKey(topic: string, position: string, rows: Record<string, Row>): string {
  const sorted = Object.entries(rows).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([topic, position, sorted])
}
