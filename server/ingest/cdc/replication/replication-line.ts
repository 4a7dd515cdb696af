import type pg from 'pg'
import { CaptureError } from '../capture.ts'
import { copyBothOf } from './copy-both.ts'
import type { CopyBoth } from './copy-both.ts'
import { usualLimits } from './line-options.ts'
import type { LineLimits, ReplicationLineOptions, ServerState } from './line-options.ts'
import type { Lsn } from './lsn.ts'
import { MessageQueue } from './message-queue.ts'
import type { QueuedMessage } from './message-queue.ts'
import { explainNotice, explainReplicationFailure } from './replication-failure.ts'
import { SilenceWatch } from './silence-watch.ts'
import { parseServerMessage, standbyStatus } from './standby-messages.ts'
import { startReplication } from './start-replication.ts'

/*
 * One replication connection, from START_REPLICATION to its end.
 *
 *   starting ──CopyBoth──► open ◄──half is taken── paused     (the queue is full: the socket is not read)
 *       │                   │ └─────────queue full──►┘
 *       └──error, silence───┴──error, silence──► failed        close() ──► closed, from anywhere
 *
 * - What has arrived is handed over before a failure is.
 * - The server hears from us every `statusMs`, also while the socket is paused: it ends lines that it does not hear from
 *   (wal_sender_timeout).
 * - A line that is silent is asked for a sign of life, and given up when none comes. Time in which we did not read, or in
 *   which this process did not run, is not the server's silence. Neither is that in which it decodes a large transaction
 *   that does not concern us, which may be a minute: `lookAtServer` tells.
 * - A server that shuts down waits until we have acknowledged everything, for ever if need be. So that nobody's database
 *   is held up by a log of ours that is behind, the line is given up: what is not acknowledged is sent again afterwards.
 */
const closeTimeoutMs = 2000

/** @throws CaptureError */
export async function openReplicationLine(options: ReplicationLineOptions): Promise<ReplicationLine> {
  const client = await options.connection.connect('stream', { replication: true, statementTimeoutMs: 0 })
  const line = new ReplicationLine(client, options)
  if (options.signal?.aborted) await line.close()
  else await line.start()
  return line
}

export class ReplicationLine {
  readonly #options: ReplicationLineOptions
  readonly #limits: LineLimits
  readonly #client: pg.Client
  readonly #copy: CopyBoth
  readonly #queue = new MessageQueue()
  readonly #ticking: NodeJS.Timeout
  #acknowledging: NodeJS.Timeout | null = null
  readonly #silence: SilenceWatch
  readonly #onAbort = () => void this.close()
  #state: 'starting' | 'open' | 'closed' = 'starting'
  #failure: CaptureError | null = null
  #wake: () => void = () => undefined
  #isPaused = false
  #received: Lsn = 0n
  #acknowledged: Lsn = 0n
  #reported: Lsn = 0n
  #statusAt = 0
  #isLooking = false
  /** The server wants to hear from us, although it has: it may be shutting down. */
  #wasAsked = false

  constructor(client: pg.Client, options: ReplicationLineOptions) {
    this.#client = client
    this.#options = options
    this.#limits = { ...usualLimits, ...options.limits }
    this.#copy = copyBothOf(client)
    this.#silence = new SilenceWatch(this.#limits, options.clock.monotonic())
    this.#ticking = setInterval(() => this.#tick(), this.#limits.tickMs)
    options.signal?.addEventListener('abort', this.#onAbort)
  }

  /** How far the server has sent. */
  get received(): Lsn {
    return this.#received
  }

  /** Whether the socket is not read because the consumer is behind. */
  get isPaused(): boolean {
    return this.#isPaused
  }

  get waitingBytes(): number {
    return this.#queue.bytes
  }

  /** Resolves when the server has begun to send. @throws CaptureError */
  async start(): Promise<void> {
    this.#copy.listen({
      heard: () => this.#silence.heard(),
      started: () => {
        if (this.#state === 'starting') this.#state = 'open'
        this.#wake()
      },
      chunk: (chunk) => this.#receive(chunk),
      notice: (notice) => {
        const failure = explainNotice(notice)
        if (failure) this.#fail(failure)
      },
    })
    this.#client.query(startReplication(this.#options)).then(
      () => this.#fail(new CaptureError('connection-lost', 'the server has ended the stream, as when it shuts down')),
      (error: unknown) => this.#fail(explainReplicationFailure(error)),
    )
    while (this.#state === 'starting' && !this.#failure) await this.#woken()
    if (this.#failure) throw this.#failure
  }

  /** The next message, if one is there. */
  take(): QueuedMessage | undefined {
    const message = this.#queue.take()
    if (this.#isPaused && this.#queue.bytes <= this.#limits.maxWaitingBytes / 2) {
      this.#isPaused = false
      this.#silence.heard()
      if (this.#state === 'open') this.#copy.stream.resume()
    }
    return message
  }

  /** @returns whether there is something to take; false after `close`. @throws CaptureError when the line has failed. */
  async whenReadable(): Promise<boolean> {
    while (this.#queue.isEmpty && !this.#failure && this.#state !== 'closed') await this.#woken()
    if (this.#state === 'closed') return false
    if (this.#queue.isEmpty && this.#failure) throw this.#failure
    return true
  }

  /** Everything before `lsn` is in our log. The server learns of it within `acknowledgeMs`. */
  acknowledge(lsn: Lsn): void {
    if (lsn <= this.#acknowledged) return
    this.#acknowledged = lsn
    if (this.#failure || this.#state === 'closed') return
    this.#acknowledging ??= setTimeout(() => {
      this.#acknowledging = null
      if (this.#state === 'open' && this.#acknowledged > this.#reported) this.#sendStatus({ replyRequested: false })
    }, this.#limits.acknowledgeMs)
  }

  /** Tells the server what is acknowledged and hangs up. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return
    if (this.#state === 'open' && !this.#failure) this.#sendStatus({ replyRequested: false })
    this.#state = 'closed'
    this.#queue.clear()
    this.#stopWatching()
    await this.#copy.hangUp(closeTimeoutMs)
  }

  #receive(chunk: Buffer): void {
    if (this.#state === 'closed' || this.#failure) return
    try {
      const message = parseServerMessage(chunk)
      const lsn = message.type === 'data' ? message.start : message.walEnd
      if (lsn > this.#received) this.#received = lsn
      this.#queue.add(message)
      if (message.type === 'keepalive' && message.replyRequested) {
        this.#sendStatus({ replyRequested: false })
        this.#wasAsked ||= this.#acknowledged < this.#received
      }
    } catch (error) {
      this.#fail(explainReplicationFailure(error))
      return
    }
    if (!this.#isPaused && this.#queue.bytes > this.#limits.maxWaitingBytes) {
      this.#isPaused = true
      this.#copy.stream.pause()
    }
    this.#wake()
  }

  #tick(): void {
    const now = this.#options.clock.monotonic()
    this.#silence.tick(now, { isReading: !this.#isPaused })
    if (this.#silence.isTooLong || this.#silence.isUnreadTooLong || this.#wasAsked) void this.#doubt()
    if (this.#state !== 'open') return
    const replyRequested = this.#silence.takeQuestion()
    const isDue = now - this.#statusAt >= this.#limits.statusMs
    if (replyRequested || isDue) this.#sendStatus({ replyRequested })
  }

  async #doubt(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    const state = await this.#look()
    this.#isLooking = false
    this.#wasAsked = false
    if (state === 'leaving') {
      this.#fail(new CaptureError('connection-lost', 'the server shuts down'))
    } else if (this.#silence.isTooLong && state !== 'working') {
      const seconds = this.#limits.giveUpMs / 1000
      this.#fail(new CaptureError('connection-lost', `nothing was heard from the server for ${seconds} s`))
    } else if (this.#silence.isTooLong || this.#silence.isUnreadTooLong) {
      this.#silence.heard()
    }
  }

  /** @returns undefined when nothing can be seen. */
  async #look(): Promise<ServerState | undefined> {
    const { lookAtServer } = this.#options
    if (!lookAtServer) return undefined
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, this.#limits.lookMs, undefined)
    })
    const state = await Promise.race([lookAtServer(this.#copy.serverPid).catch(() => undefined), late])
    clearTimeout(timer)
    return state
  }

  #sendStatus({ replyRequested }: { replyRequested: boolean }): void {
    const { clock } = this.#options
    const acknowledged = this.#acknowledged
    this.#copy.send(standbyStatus({ received: this.#received, acknowledged, now: clock.now(), replyRequested }))
    this.#reported = acknowledged
    this.#statusAt = clock.monotonic()
  }

  #fail(error: CaptureError): void {
    if (this.#failure || this.#state === 'closed') return
    this.#failure = error
    this.#copy.stream.destroy()
    this.#stopWatching()
  }

  #stopWatching(): void {
    clearInterval(this.#ticking)
    if (this.#acknowledging) clearTimeout(this.#acknowledging)
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    this.#wake()
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}
