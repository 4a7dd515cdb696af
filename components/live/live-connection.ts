import type { Clock, Closing, Down } from '#contract/live.ts'
import { silenceLimitMs } from '#contract/live-timing.ts'
import type { ConnectionEvent } from './connection-machine.ts'
import { connectionTransitions, retryDelayMs } from './connection-machine.ts'
import type { ConnectionState } from './connection-state.ts'
import { initialConnection } from './connection-state.ts'
import { decodeMessage } from './decode-message.ts'
import type { Environment } from './environment.ts'
import { ServerClock } from './server-clock.ts'
import type { Line, Transport } from './transport.ts'

/** How often it looks whether the server has been silent for too long. */
const lookMs = 250
/** An attempt that hangs, and a line that is silent, are given up after this. */
const attemptLimitMs = 5000
const deadLineMs = 15_000
/** A few exchanges of clocks at once, then one now and then. */
const eagerExchanges = 4
const eagerExchangeMs = 1000
const exchangeMs = 15_000

type TopicMessage = Exclude<Down, Clock | Closing>

interface ConnectionEvents {
  onOpen: (line: Line) => void
  onLost: () => void
  /** null = something that does not parse. */
  onMessage: (message: TopicMessage | null) => void
  /** `state` is another one. */
  onChange: () => void
}

/** Keeps one line to the server, knows the server's clock, and knows when not to trust the line. */
export class LiveConnection {
  readonly clock = new ServerClock()
  readonly #transport: Transport
  readonly #environment: Environment
  readonly #events: ConnectionEvents
  #state = initialConnection
  #line: Line | null = null
  #isOpen = false
  /** Device times. Of the newest sign of life: a clock, as old as it was when it came, or the line's own doing. */
  #aliveAt = 0
  /** Of the server's clock. */
  #heardAt: number | null = null
  #attemptedAt = 0
  #openedAt = 0
  /** When clocks are exchanged next. */
  #exchangeAt = 0
  /** When they were last. */
  #exchangedAt = 0
  #exchanges = 0
  #failures = 0
  /** The server said that it goes, and over how long its clients shall spread their return (L24). */
  #spreadMs: number | null = null
  #stopNetwork = (): void => undefined
  #cancelLook = (): void => undefined
  #cancelRetry = (): void => undefined

  constructor(transport: Transport, environment: Environment, events: ConnectionEvents) {
    this.#transport = transport
    this.#environment = environment
    this.#events = events
  }

  get state(): ConnectionState {
    return this.#state
  }

  serverNow(): number {
    return this.clock.toServer(this.#environment.now())
  }

  /** Rows were taken that the server read at that time of its clock. They do not prove that it is there now (L16). */
  noteEmitted(emittedAt: number): void {
    this.#heardAt = Math.max(this.#heardAt ?? emittedAt, emittedAt)
  }

  start(): void {
    this.#state = { ...this.#state, phase: 'connecting', retryAt: null }
    this.#aliveAt = this.#environment.now()
    this.#stopNetwork = this.#environment.onNetwork((isThere) => this.#onNetwork(isThere))
    this.#attempt()
    this.#look()
  }

  stop(): void {
    this.#cancelLook()
    this.#cancelRetry()
    this.#stopNetwork()
    if (this.#isOpen) this.#events.onLost()
    this.#isOpen = false
    this.#line?.close()
    this.#line = null
  }

  #attempt(): void {
    this.#cancelRetry()
    this.#attemptedAt = this.#environment.now()
    this.#change({ retryAt: null })
    const line = this.#transport({
      onOpen: () => {
        if (this.#line === line) this.#onOpen(line)
      },
      onMessage: (json) => {
        if (this.#line === line) this.#onMessage(json)
      },
      onLost: () => {
        if (this.#line === line) this.#onLost()
      },
    })
    this.#line = line
  }

  #onOpen(line: Line): void {
    const now = this.#environment.now()
    this.#isOpen = true
    this.#openedAt = now
    this.#aliveAt = now
    this.#exchangeAt = now
    this.#exchanges = 0
    this.#step('opened')
    this.#events.onOpen(line)
    this.#exchangeClocks(now)
  }

  #onLost(): void {
    const now = this.#environment.now()
    const wasOpen = this.#isOpen
    const lasted = wasOpen && now - this.#openedAt > attemptLimitMs
    this.#failures = lasted ? 0 : this.#failures + 1
    this.#line = null
    this.#isOpen = false
    if (wasOpen) this.#aliveAt = now
    const { random } = this.#environment
    const delayMs = this.#spreadMs === null ? retryDelayMs(this.#failures, random) : random() * this.#spreadMs
    this.#spreadMs = null
    this.#cancelRetry = this.#environment.after(delayMs, () => this.#attempt())
    this.#step('lost', { retryAt: this.clock.toServer(now + delayMs) })
    if (wasOpen) this.#events.onLost()
  }

  #onMessage(json: string): void {
    const message = decodeMessage(json)
    switch (message?.type) {
      case 'unknown':
        return
      case 'clock':
        return this.#onClock(message.now)
      case 'closing':
        this.#spreadMs = message.spreadMs
        return
      case undefined:
        return this.#events.onMessage(null)
      case 'patch':
      case 'snapshot':
      case 'refused':
        return this.#events.onMessage(message)
    }
  }

  #onClock(serverNow: number): void {
    const now = this.#environment.now()
    this.clock.noteHeard(serverNow, now)
    const ageMs = this.clock.toServer(now) - serverNow
    this.#aliveAt = Math.max(this.#aliveAt, now - ageMs)
    this.#heardAt = serverNow
    const heard = { lastHeardAt: serverNow, clockOffsetMs: this.clock.offsetMs }
    if (ageMs < silenceLimitMs) return this.#step('heard', heard)
    // A clock that was long on its way does not prove that the server is there now. One that was put back looks the same: an
    // answer tells them apart.
    this.#change(heard)
    this.#exchangeAt = Math.min(this.#exchangeAt, this.#exchangedAt + silenceLimitMs)
    this.#exchangeClocks(now)
  }

  #onNetwork(isThere: boolean): void {
    if (!isThere) return this.#step('network-gone')
    if (this.#line) return
    this.#failures = 0
    this.#attempt()
  }

  #look(): void {
    this.#cancelLook = this.#environment.after(lookMs, () => this.#look())
    const now = this.#environment.now()
    if (now - this.#aliveAt > silenceLimitMs) this.#step('overdue')
    const isDead = this.#isOpen ? now - this.#aliveAt > deadLineMs : now - this.#attemptedAt > attemptLimitMs
    if (this.#line && isDead) {
      this.#line.close()
      this.#onLost()
    } else if (this.#isOpen) {
      this.#exchangeClocks(now)
    }
  }

  #exchangeClocks(askedAt: number): void {
    if (askedAt < this.#exchangeAt) return
    this.#exchanges += 1
    this.#exchangedAt = askedAt
    this.#exchangeAt = askedAt + (this.#exchanges < eagerExchanges ? eagerExchangeMs : exchangeMs)
    this.#line?.request('time', '{}', (json) => {
      const answer = decodeMessage(json)
      if (answer?.type !== 'clock') return
      this.clock.noteExchange({ askedAt, answeredAt: this.#environment.now(), serverNow: answer.now })
      this.#change({ rttMs: this.clock.rttMs, clockOffsetMs: this.clock.offsetMs })
    })
  }

  #step(event: ConnectionEvent, changes: Partial<ConnectionState> = {}): void {
    const phase = connectionTransitions[this.#state.phase][event]
    // While it is live the clock says it once a second, and a patch more need not make everybody render.
    this.#change({ ...(phase !== 'live' && { lastHeardAt: this.#heardAt }), ...changes, phase })
  }

  #change(changes: Partial<ConnectionState>): void {
    const next = { ...this.#state, ...changes }
    if (isSame(this.#state, next)) return
    this.#state = next
    this.#events.onChange()
  }
}

function isSame(a: ConnectionState, b: ConnectionState): boolean {
  return (
    a.phase === b.phase &&
    a.rttMs === b.rttMs &&
    a.clockOffsetMs === b.clockOffsetMs &&
    a.lastHeardAt === b.lastHeardAt &&
    a.retryAt === b.retryAt
  )
}
