import { vi } from 'vitest'
import type { Down, Refused } from '#contract/live.ts'
import type { Row, ViewSnapshot } from '#contract/view.ts'
import type { Environment } from './environment.ts'
import { LiveStore } from './live-store.ts'
import type { Line, LineEvents, LineRequest } from './transport.ts'

const frameMs = 16

/** One attempt of the store's, seen from the server's end. */
export class FakeLine implements Line {
  readonly events: LineEvents
  isClosed = false
  readonly #requests: { event: LineRequest; payload: unknown; answer: (json: string) => void }[] = []

  constructor(events: LineEvents) {
    this.events = events
  }

  request(event: LineRequest, json: string, answer: (json: string) => void): void {
    this.#requests.push({ event, payload: JSON.parse(json), answer })
  }

  close(): void {
    this.isClosed = true
  }

  /** What was asked, oldest first. */
  asked(event: LineRequest): unknown[] {
    return this.#requests.filter((request) => request.event === event).map(({ payload }) => payload)
  }

  /** Answers the newest request of that kind. */
  answer(event: LineRequest, answer: object | string): void {
    const json = typeof answer === 'string' ? answer : JSON.stringify(answer)
    this.#requests.findLast((request) => request.event === event)?.answer(json)
  }

  say(message: Down | object | string): void {
    this.events.onMessage(typeof message === 'string' ? message : JSON.stringify(message))
  }
}

/** A store in a page whose time is Vitest's fake time, with lines that a test answers by hand. */
export class FakePage {
  readonly lines: FakeLine[] = []
  readonly store: LiveStore
  /** The server's clock minus this device's. */
  readonly offsetMs = 3_600_000
  isHidden = false
  #onNetwork: (isThere: boolean) => void = () => undefined

  constructor({ random = 0.5 }: { random?: number } = {}) {
    const environment: Environment = {
      now: () => Date.now(),
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs)
        return () => clearTimeout(timer)
      },
      random: () => random,
      nextFrame: (run) => void setTimeout(run, frameMs),
      afterPaint: (run) => {
        if (!this.isHidden) setTimeout(run, 1)
      },
      onNetwork: (listener) => {
        this.#onNetwork = listener
        return () => {
          this.#onNetwork = () => undefined
        }
      },
    }
    const transport = (events: LineEvents): Line => {
      const line = new FakeLine(events)
      this.lines.push(line)
      return line
    }
    this.store = new LiveStore({ transport, environment, renderedAt: null })
  }

  get line(): FakeLine {
    const line = this.lines.at(-1)
    if (!line) throw new Error('the store has not tried to connect')
    return line
  }

  get serverNow(): number {
    return Date.now() + this.offsetMs
  }

  /** The line opens and the server says its time, as a gateway does. */
  open(): FakeLine {
    this.line.events.onOpen()
    this.sayTime()
    return this.line
  }

  sayTime(): void {
    this.line.say({ type: 'clock', now: this.serverNow })
  }

  network(isThere: boolean): void {
    this.#onNetwork(isThere)
  }

  /** Time passes, with the server's clock every second unless it is silent. */
  pass(durationMs: number, { isSilent = false } = {}): void {
    for (let left = durationMs; left > 0; left -= 1000) {
      vi.advanceTimersByTime(Math.min(left, 1000))
      if (!isSilent && left >= 1000) this.sayTime()
    }
    this.frame()
  }

  /** What is due becomes visible. */
  frame(): void {
    vi.advanceTimersByTime(frameMs + 1)
  }
}

/** A page that shows `wall` at version 1. */
export function joinedPage() {
  const page = new FakePage()
  const listener = vi.fn()
  const stop = page.store.watch('wall', listener)
  page.store.start()
  const line = page.open()
  line.answer('subscribe', snapshot({ total: { n: 1 }, other: { n: 0 } }))
  page.frame()
  listener.mockClear()
  return { page, line, listener, stop, view: () => page.store.view('wall') }
}

export function rowsOf(page: FakePage): unknown {
  return Object.fromEntries(page.store.view('wall')?.rows ?? [])
}

export function snapshot(rows: Record<string, Row>, changes: Partial<ViewSnapshot> = {}) {
  return { type: 'snapshot', topic: 'wall', epoch: 'e1', version: 1, position: '1', rows, asOf: null, ...changes }
}

/** From `from` to the next version; the position is the version's. */
export function patch(from: number, set: Record<string, Row>, changes: object = {}) {
  const to = from + 1
  return {
    type: 'patch',
    topic: 'wall',
    epoch: 'e1',
    from,
    to,
    position: `${to}`,
    set,
    del: [],
    asOf: null,
    ...changes,
  }
}

export function refused(code: Refused['code'], retryMs?: number) {
  return { type: 'refused', topic: 'wall', code, detail: '', ...(retryMs !== undefined && { retryMs }) }
}
