import type { LineEvents, LineRequest, Transport } from '#components/live/transport.ts'
import type { Viewer } from '#contract/role.ts'
import type { ManualTime } from '../../testing/manual-time.ts'
import type { EncodedMessage } from '../encoded-message.ts'
import type { LiveSessions } from '../live-sessions.ts'
import type { Session, Wire } from '../session.ts'

/** What the kernel takes although the client does not read. */
const kernelMessages = 2

interface NetworkOptions {
  time: ManualTime
  /** The server that is up; null = nobody answers. */
  server: () => LiveSessions | null
  /** Who the browser's person is when it connects. */
  viewer: () => Viewer
  /** One way, in ms, asked anew for each message; order is kept. */
  latencyMs: () => number
  /** From 0 to 1, what disorder is decided by. */
  random: () => number
}

/**
 * One browser's network: lines between a real client core and a real server core, ordered in each direction like a
 * WebSocket, that can be cut and stalled; and, as no WebSocket does (L2), made to swap and repeat what is said of views.
 */
export class FakeNetwork {
  readonly #options: NetworkOptions
  #line: FakeLine | null = null
  #isStalled = false
  #isDisorderly = false

  constructor(options: NetworkOptions) {
    this.#options = options
  }

  readonly transport: Transport = (events) => {
    const line = new FakeLine(events, this.#options, {
      isStalled: () => this.#isStalled,
      isDisorderly: () => this.#isDisorderly,
    })
    this.#line = line
    return line
  }

  /** Both ends lose the line, and what was on its way. */
  cut(): void {
    this.#line?.cut()
  }

  /** The browser stops reading, or goes on. */
  stall(isStalled: boolean): void {
    this.#isStalled = isStalled
    this.#line?.pump()
  }

  /** Snapshots and patches, answers or not, may arrive twice, or only after the next one. */
  disturb(isDisorderly: boolean): void {
    this.#isDisorderly = isDisorderly
  }

  /** The viewer's roles have changed. */
  reauthorise(): void {
    this.#line?.reauthorise()
  }

  /** Bytes that the server has written and the browser has not read. */
  get heldBytes(): number {
    return this.#line?.heldBytes ?? 0
  }
}

interface LineState {
  isStalled: () => boolean
  isDisorderly: () => boolean
}

/** Something on its way to the browser. */
interface Underway {
  text: string
  take: (text: string) => void
  at: number
}

class FakeLine implements Wire {
  readonly #events: LineEvents
  readonly #options: NetworkOptions
  readonly #state: LineState
  #session: Session | null = null
  #server: LiveSessions | null = null
  #isOver = false
  #down: Underway[] = []
  /** What the next message about a view overtakes. */
  #overtaken: Underway | null = null
  #upAt = 0
  #downAt = 0
  #isPumping = false

  constructor(events: LineEvents, options: NetworkOptions, state: LineState) {
    this.#events = events
    this.#options = options
    this.#state = state
    this.#up(() => this.#arrive())
  }

  get heldBytes(): number {
    return this.#down.reduce((sum, { text }) => sum + text.length, 0)
  }

  request(event: LineRequest, json: string, answer: (json: string) => void): void {
    this.#up(() => {
      if (!this.#session) return
      const send = (text: string) => this.#send(text, answer)
      this.#server?.receive(this.#session, { event, payload: json, answer: send })
    })
  }

  /** The browser closes it. */
  close(): void {
    this.#end()
  }

  cut(): void {
    if (this.#isOver) return
    this.#end()
    this.#events.onLost()
  }

  isDrained(): boolean {
    return this.#down.length <= kernelMessages
  }

  write(message: EncodedMessage): void {
    this.#send(message.json, (text) => this.#events.onMessage(text))
  }

  disconnect(): void {
    const { time, latencyMs } = this.#options
    time.after(latencyMs(), () => this.cut())
  }

  reauthorise(): void {
    if (this.#session) this.#server?.changeViewer(this.#session, this.#options.viewer())
  }

  pump(): void {
    const { time } = this.#options
    const [next] = this.#down
    if (this.#isPumping || this.#isOver || this.#state.isStalled() || !next) return
    this.#isPumping = true
    time.after(Math.max(0, next.at - time.monotonic()), () => {
      this.#isPumping = false
      if (this.#isOver || this.#state.isStalled()) return
      this.#down.shift()
      next.take(next.text)
      this.pump()
    })
  }

  #arrive(): void {
    const { server, viewer } = this.#options
    this.#server = server()
    if (!this.#server) return this.cut()
    this.#send('', () => this.#events.onOpen())
    this.#session = this.#server.connect(this, viewer())
  }

  #up(deliver: () => void): void {
    const { time, latencyMs } = this.#options
    this.#upAt = Math.max(this.#upAt, time.monotonic() + latencyMs())
    time.after(this.#upAt - time.monotonic(), () => {
      if (!this.#isOver) deliver()
    })
  }

  #send(text: string, take: (text: string) => void): void {
    const { time, latencyMs } = this.#options
    if (this.#isOver) return
    this.#downAt = Math.max(this.#downAt, time.monotonic() + latencyMs())
    this.#put({ text, take, at: this.#downAt })
    this.pump()
  }

  #put(message: Underway): void {
    const { isDisorderly } = this.#state
    const isOfView = /^{"type":"(snapshot|patch)"/.test(message.text)
    const luck = isOfView && isDisorderly() ? this.#options.random() : 1
    if (luck < 1 / 3 && !this.#overtaken) {
      this.#overtaken = message
      return
    }
    this.#down.push(message)
    if (luck < 2 / 3) this.#down.push(message)
    if (message.text.startsWith('{"type":"clock"')) return
    // Only another message about a view goes past: a refusal, or the end, has no second chance.
    if (this.#overtaken) this.#down.splice(isOfView ? this.#down.length : -1, 0, this.#overtaken)
    this.#overtaken = null
  }

  #end(): void {
    this.#isOver = true
    this.#down = []
    this.#overtaken = null
    if (this.#session) this.#server?.disconnect(this.#session)
    this.#session = null
  }
}
