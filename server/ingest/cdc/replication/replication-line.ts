import type pg from 'pg'
import type { Clock } from '../../../runtime/clock.ts'
import { CaptureError } from '../capture.ts'
import type { DatabaseConnection } from '../connection.ts'
import { copyBothOf } from './copy-both.ts'
import type { CopyBoth } from './copy-both.ts'
import type { Lsn } from './lsn.ts'
import { formatLsn } from './lsn.ts'
import { MessageQueue } from './message-queue.ts'
import type { QueuedMessage } from './message-queue.ts'
import { explainReplicationFailure } from './replication-failure.ts'
import { parseServerMessage, standbyStatus } from './standby-messages.ts'

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
 *   that does not concern us, which may be a minute: `isServerBusy` tells.
 */
export interface ReplicationLineOptions {
  connection: DatabaseConnection
  slot: string
  publication: string
  /** Where to begin, if that is later than what the slot remembers. */
  startLsn?: Lsn
  clock: Clock
  limits?: Partial<LineLimits>
  /** Whether the server process of this line is at work; asked on another connection when the line is silent. */
  isServerBusy?: (pid: number) => Promise<boolean>
}

export interface LineLimits {
  /** A status goes to the server at least so often. */
  statusMs: number
  /** After so much silence it is asked to say something. */
  askMs: number
  /** After so much the line is given up. */
  giveUpMs: number
  /** How often all that is looked at; an acknowledgement waits for it, too. */
  tickMs: number
  /** The answer of `isServerBusy` is waited for so long. */
  busyAnswerMs: number
  /** The socket is paused while more than this waits to be taken. */
  maxWaitingBytes: number
}

const defaults: LineLimits = {
  statusMs: 10_000,
  askMs: 5000,
  giveUpMs: 15_000,
  tickMs: 500,
  busyAnswerMs: 5000,
  maxWaitingBytes: 8 * 1024 ** 2,
}
const closeTimeoutMs = 2000

/** @throws CaptureError */
export async function openReplicationLine(options: ReplicationLineOptions): Promise<ReplicationLine> {
  const client = await options.connection.connect('stream', { replication: true, statementTimeoutMs: 0 })
  const line = new ReplicationLine(client, options)
  await line.start()
  return line
}

export class ReplicationLine {
  readonly #options: ReplicationLineOptions
  readonly #limits: LineLimits
  readonly #client: pg.Client
  readonly #copy: CopyBoth
  readonly #queue = new MessageQueue()
  readonly #ticking: NodeJS.Timeout
  #state: 'starting' | 'open' | 'closed' = 'starting'
  #failure: CaptureError | null = null
  #wake: () => void = () => undefined
  #isPaused = false
  #received: Lsn = 0n
  #acknowledged: Lsn = 0n
  #reported: Lsn = 0n
  #statusAt = 0
  #tickAt: number
  #silentMs = 0
  #hasAsked = false
  #isAskingElsewhere = false

  constructor(client: pg.Client, options: ReplicationLineOptions) {
    this.#client = client
    this.#options = options
    this.#limits = { ...defaults, ...options.limits }
    this.#copy = copyBothOf(client)
    this.#tickAt = options.clock.monotonic()
    this.#ticking = setInterval(() => this.#tick(), this.#limits.tickMs)
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
    const { slot, publication, startLsn = 0n } = this.#options
    this.#copy.listen({
      heard: () => this.#hear(),
      started: () => {
        if (this.#state === 'starting') this.#state = 'open'
        this.#wake()
      },
      chunk: (chunk) => this.#receive(chunk),
      notice: (message) => this.#notice(message),
    })
    this.#client.query(startReplication({ slot, publication, startLsn })).then(
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
      this.#hear()
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

  /** Everything before `lsn` is in our log. The server learns of it within a tick. */
  acknowledge(lsn: Lsn): void {
    if (lsn > this.#acknowledged) this.#acknowledged = lsn
  }

  /** Tells the server what is acknowledged and hangs up. */
  async close(): Promise<void> {
    if (this.#state === 'closed') return
    if (this.#state === 'open' && !this.#failure) this.#sendStatus({ replyRequested: false })
    this.#state = 'closed'
    clearInterval(this.#ticking)
    this.#queue.clear()
    this.#wake()
    await this.#copy.hangUp(closeTimeoutMs)
  }

  #receive(chunk: Buffer): void {
    if (this.#state === 'closed' || this.#failure) return
    try {
      const message = parseServerMessage(chunk)
      const lsn = message.type === 'data' ? message.start : message.walEnd
      if (lsn > this.#received) this.#received = lsn
      this.#queue.add(message)
      if (message.type === 'keepalive' && message.replyRequested) this.#sendStatus({ replyRequested: false })
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

  /** PostgreSQL 18 leaves changes out with a warning where older ones stop with an error. */
  #notice(message: string): void {
    if (!/skipped loading publication/.test(message)) return
    this.#fail(
      new CaptureError(
        'publication-missing',
        `create the publication again; what was written without it cannot be captured (${message})`,
      ),
    )
  }

  #hear(): void {
    this.#silentMs = 0
    this.#hasAsked = false
  }

  #tick(): void {
    const now = this.#options.clock.monotonic()
    const { tickMs, askMs, giveUpMs, statusMs } = this.#limits
    // A tick that comes late says that we did not run, not that nothing has arrived.
    this.#silentMs += this.#isPaused ? 0 : Math.min(now - this.#tickAt, 2 * tickMs)
    this.#tickAt = now
    if (this.#silentMs >= giveUpMs) void this.#doubt()
    if (this.#state !== 'open') return
    const asks = this.#silentMs >= askMs && !this.#hasAsked
    if (!asks && this.#acknowledged <= this.#reported && now - this.#statusAt < statusMs) return
    this.#hasAsked ||= asks
    this.#sendStatus({ replyRequested: asks })
  }

  async #doubt(): Promise<void> {
    if (this.#isAskingElsewhere) return
    this.#isAskingElsewhere = true
    const isBusy = await this.#isServerBusy()
    this.#isAskingElsewhere = false
    if (isBusy) this.#hear()
    if (this.#silentMs < this.#limits.giveUpMs) return
    const seconds = this.#limits.giveUpMs / 1000
    this.#fail(new CaptureError('connection-lost', `nothing was heard from the server for ${seconds} s`))
  }

  async #isServerBusy(): Promise<boolean> {
    const { isServerBusy } = this.#options
    if (!isServerBusy) return false
    const { pid, answerWithin } = { pid: this.#copy.serverPid, answerWithin: this.#limits.busyAnswerMs }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, answerWithin, false)
    })
    const answer = await Promise.race([isServerBusy(pid).catch(() => false), late])
    clearTimeout(timer)
    return answer
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
    clearInterval(this.#ticking)
    this.#copy.stream.destroy()
    this.#wake()
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

function startReplication({
  slot,
  publication,
  startLsn,
}: {
  slot: string
  publication: string
  startLsn: Lsn
}): string {
  const names = quote(quote(publication, '"'), "'")
  const options = `proto_version '2', publication_names ${names}, messages 'true'`
  // The replication grammar knows its words in capitals only.
  return `START_REPLICATION SLOT ${quote(slot, '"')} LOGICAL ${formatLsn(startLsn)} (${options})`
}

function quote(text: string, mark: string): string {
  return `${mark}${text.replaceAll(mark, mark + mark)}${mark}`
}
