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
  viewer: Viewer
  /** One way, in ms, asked anew for each message; order is kept. */
  latencyMs: () => number
}

/**
 * One browser's network: lines between a real client core and a real server core, ordered in each direction like a
 * WebSocket, that can be cut and stalled.
 */
export class FakeNetwork {
  readonly #options: NetworkOptions
  #line: FakeLine | null = null
  #isStalled = false

  constructor(options: NetworkOptions) {
    this.#options = options
  }

  readonly transport: Transport = (events) => {
    const line = new FakeLine(events, this.#options, () => this.#isStalled)
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

  /** Bytes that the server has written and the browser has not read. */
  get heldBytes(): number {
    return this.#line?.heldBytes ?? 0
  }
}

class FakeLine implements Wire {
  readonly #events: LineEvents
  readonly #options: NetworkOptions
  readonly #isStalled: () => boolean
  #session: Session | null = null
  #server: LiveSessions | null = null
  #isOver = false
  #down: { text: string; take: (text: string) => void; at: number }[] = []
  #upAt = 0
  #downAt = 0
  #isPumping = false

  constructor(events: LineEvents, options: NetworkOptions, isStalled: () => boolean) {
    this.#events = events
    this.#options = options
    this.#isStalled = isStalled
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

  pump(): void {
    const { time } = this.#options
    const [next] = this.#down
    if (this.#isPumping || this.#isOver || this.#isStalled() || !next) return
    this.#isPumping = true
    time.after(Math.max(0, next.at - time.monotonic()), () => {
      this.#isPumping = false
      if (this.#isOver || this.#isStalled()) return
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
    this.#session = this.#server.connect(this, viewer)
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
    this.#down.push({ text, take, at: this.#downAt })
    this.pump()
  }

  #end(): void {
    this.#isOver = true
    this.#down = []
    if (this.#session) this.#server?.disconnect(this.#session)
    this.#session = null
  }
}
