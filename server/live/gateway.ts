import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage as UpgradeRequest, Server as HttpServer } from 'node:http'
import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Socket } from 'socket.io'
import { Server as SocketServer } from 'socket.io'
import { livePath, signInRequired } from '#contract/live-timing.ts'
import type { Sight } from '#contract/personal-data.ts'
import type { Viewer } from '#contract/role.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Telemetry } from '../runtime/telemetry.ts'
import type { Following } from './follower.ts'
import type { Credentials } from './handshake.ts'
import { credentialsOf, isHandshakeReleased, releaseHandshake } from './handshake.ts'
import { LiveSessions } from './live-sessions.ts'
import type { Session } from './session.ts'
import { SocketWire } from './socket-wire.ts'
import { systemTimers } from './timers.ts'
import type { Views } from './topic-feeds.ts'

const maxMessageBytes = 16 * 1024
/** Over which clients spread their return after a restart. */
const closingSpreadMs = 2000
/** What the farewell gets to leave the process. */
const farewellMs = 250

/** Sockets that are identified anew at the same time: connections to the database are there for others, too. */
const reauthorisedAtOnce = 4

/** What is kept with a socket. */
interface SocketData {
  credentials: Credentials
  viewer: Viewer
  stream: Duplex
  session: Session | null
}

export interface LiveGatewayOptions {
  /** Its `upgrade` events are the gateway's; its requests are not touched. */
  server: HttpServer
  views: Views
  telemetry: Telemetry
  clock: Clock
  logger: Logger
  /** @returns null when it is nobody we know: the socket is refused. */
  identify: (credentials: Credentials) => Promise<Viewer | null>
  /** Whether a page that opens the socket with these headers is one of ours. */
  isHandshakeAllowed: (headers: IncomingHttpHeaders) => boolean
  tickMs?: number
}

/** The socket at `/live`: Socket.IO on the one side, LiveSessions on the other. */
export class LiveGateway {
  readonly #options: LiveGatewayOptions
  readonly #sessions: LiveSessions
  readonly #io: SocketServer
  /** Counts changes of roles: whom one of them overtakes is identified again. */
  #reauthorisations = 0
  /**
   * Engine.IO attaches by prefix: on the real server it would swallow `/livez`. So it gets a server of its own that never
   * listens, and is handed the upgrades of exactly `/live`.
   */
  readonly #upgrades = createServer()

  constructor(options: LiveGatewayOptions) {
    this.#options = options
    this.#sessions = new LiveSessions({ ...options, timers: systemTimers, newEpoch: randomUUID })
    this.#io = new SocketServer({
      path: livePath,
      addTrailingSlash: false,
      serveClient: false,
      transports: ['websocket'],
      perMessageDeflate: false,
      maxHttpBufferSize: maxMessageBytes,
      connectTimeout: 10_000,
      allowRequest: ({ headers }, decide) => {
        decide(null, options.isHandshakeAllowed(headers))
      },
    })
  }

  get connections(): number {
    return this.#sessions.size
  }

  start(): void {
    this.#sessions.start()
    this.#io.attach(this.#upgrades)
    this.#io.use((socket, next) => void this.#admit(socket, next))
    this.#io.on('connection', (socket) => this.#connect(socket))
    this.#options.server.on('upgrade', this.#onUpgrade)
  }

  /** Drains: says goodbye, lets it leave, closes every socket. The HTTP server stays the caller's. */
  async stop(): Promise<void> {
    this.#options.server.off('upgrade', this.#onUpgrade)
    this.#sessions.sayClosing(closingSpreadMs)
    if (this.#sessions.size > 0) await new Promise((resolve) => setTimeout(resolve, farewellMs))
    this.#sessions.stop()
    await this.#io.close()
  }

  /**
   * The view as `GET /v1/views/{topic}` answers it; a subscription with its epoch and version continues from it (L8).
   * Whether the asker may see it is the caller's to check, and what of it the caller's to say.
   *
   * @returns null when there is no such view
   * @throws ViewUnavailableError when it cannot be read now
   */
  snapshot(topic: string, sight: Sight = 'masked'): Promise<ViewSnapshot | null> {
    return this.#sessions.snapshot(topic, sight)
  }

  /** Subscribes from within this process, as a browser does but for the socket. @returns a function that ends it. */
  follow(following: Following): () => void {
    return this.#sessions.follow(following)
  }

  /**
   * Roles have changed: identifies every socket again and ends what is no longer allowed (L19). A socket that cannot be
   * identified now is disconnected: it comes back as soon as it can be.
   */
  async reauthorise(): Promise<void> {
    this.#reauthorisations += 1
    // All draw from one iterator: as many are asked for at once as there are that draw.
    const sockets = [...this.#io.sockets.sockets.values()].values()
    await Promise.all(Array.from({ length: reauthorisedAtOnce }, () => this.#reauthorise(sockets)))
  }

  async #reauthorise(sockets: Iterable<Socket>): Promise<void> {
    for (const socket of sockets) {
      const { credentials, session } = dataOf(socket)
      if (!session) continue
      const viewer = await this.#identify(credentials)
      this.#sessions.changeViewer(session, viewer === 'unknown' ? null : viewer)
    }
  }

  readonly #onUpgrade = (request: UpgradeRequest, socket: Duplex, head: Buffer): void => {
    // With the upgrade Node takes its own listener away: a reset would end the process.
    socket.on('error', () => socket.destroy())
    const path = request.url?.split('?', 1)[0]
    if (path === livePath) this.#upgrades.emit('upgrade', request, socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
  }

  async #admit(socket: Socket, next: (refusal?: Error) => void): Promise<void> {
    // Once on a line: there is nothing left to identify it by, and each time would be one more question to the database.
    if (isHandshakeReleased(socket)) return socket.conn.close()
    const credentials = credentialsOf(socket)
    const stream = socket.request.socket
    releaseHandshake(socket)
    const viewer = await this.#identify(credentials)
    if (viewer === 'unknown') return next(new Error('unavailable'))
    if (viewer === null) return next(new Error(signInRequired))
    socket.data = { credentials, viewer, stream, session: null } satisfies SocketData
    next()
  }

  /** @returns `unknown` when that cannot be found out now. */
  async #identify(credentials: Credentials): Promise<Viewer | null | 'unknown'> {
    const counted = this.#reauthorisations
    try {
      const viewer = await this.#options.identify(credentials)
      return counted === this.#reauthorisations ? viewer : await this.#identify(credentials)
    } catch (cause) {
      this.#options.logger.error({ err: cause }, 'a socket could not be identified')
      return 'unknown'
    }
  }

  #connect(socket: Socket): void {
    const { telemetry } = this.#options
    const data = dataOf(socket)
    const session = this.#sessions.connect(new SocketWire(socket, data.stream), data.viewer)
    data.session = session
    // Its room of one is of no use here: messages are written to subscribers, not to rooms.
    void socket.leave(socket.id)
    socket.onAny((event: string, ...rest: unknown[]) => this.#receive(session, event, rest))
    socket.once('disconnect', (reason) => {
      this.#sessions.disconnect(session)
      telemetry.emit('live.disconnected', { connections: this.connections, reason })
    })
    telemetry.emit('live.connected', { connections: this.connections })
  }

  #receive(session: Session, event: string, rest: unknown[]): void {
    const last = rest.at(-1)
    // Socket.IO puts the acknowledgement last, if the client wants one, and it is the only function there can be.
    const answer = typeof last === 'function' ? (last as (json: string) => void) : ignoreAnswer
    this.#sessions.receive(session, { event, payload: rest[0], answer })
  }
}

function ignoreAnswer(): void {
  return undefined
}

function dataOf(socket: Socket): SocketData {
  return socket.data as SocketData // #admit sets it before any socket is connected
}
