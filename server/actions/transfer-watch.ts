import { createHash } from 'node:crypto'
import type { NewEvent } from '#contract/event.ts'
import type { ExpiryReason, ProposedTransfer, SettledTransfer } from '#contract/transfers.ts'
import { decisionId } from '#contract/transfers.ts'
import { ownSource } from '../ingest/own-sources.ts'
import type { Appended } from '../log/events.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from '../runtime/logger.ts'
import type { Telemetry } from '../runtime/telemetry.ts'

/*
 * Proposes transfers where a SKU is out or at risk, takes back proposals that no longer fit, and says what a transfer saved:
 * events of the server's own source. What is proposed is a fact from then on, so the ledger is a fold of the log like any
 * table, whatever the settings are by then.
 *
 * One look at a time, in one process of all, and only while the ledger holds everything that earlier looks have told, and the
 * tables of stock are as new: so nothing is told twice, and nothing of the past. A SKU is looked at when an alert or a transfer
 * of it has changed, when a source of its places has fallen silent or is heard again, and anew after a while, since somebody
 * may have got units to give.
 */
const everyMs = 10_000
/** Stock that moves in bursts is looked at once. */
const settleMs = 500
const againMs = 15 * 60_000
/** Each takes some milliseconds of this process: the others wait for the next look. */
const skusPerLook = 20

export type Proposed = Omit<ProposedTransfer, 'transfer'>

interface TransferWatchOptions {
  /** Runs a look if no other process is at one. */
  alone(look: () => Promise<void>): Promise<void>
  /** Whether what is told now would be of the present. */
  isLedgerComplete(): Promise<boolean>
  /** SKUs that are out or at risk somewhere, with a mark that changes when something about their transfers may. */
  readNeedy(): Promise<readonly { sku: string; mark: string }[]>
  propose(sku: string): Promise<readonly Proposed[]>
  readExpiring(): Promise<readonly { id: string; reason: ExpiryReason }[]>
  readSettled(): Promise<readonly SettledTransfer[]>
  append(events: readonly NewEvent[]): Promise<Appended>
  telemetry: Telemetry
  clock: Clock
  logger: Logger
}

export class TransferWatch {
  readonly #options: TransferWatchOptions
  /** What each SKU was like when it was looked at last, and when that was. */
  readonly #looked = new Map<string, { mark: string; at: number }>()
  #timer: NodeJS.Timeout | null = null
  #soon: NodeJS.Timeout | null = null
  #stopListening: (() => void) | null = null
  #looking: Promise<void> = Promise.resolve()

  constructor(options: TransferWatchOptions) {
    this.#options = options
  }

  start(): void {
    this.#look()
    this.#timer = setInterval(() => this.#look(), everyMs)
    this.#timer.unref()
    this.#stopListening = this.#options.telemetry.on('projection.applied', ({ projection, touched }) => {
      if (touched.length > 0 && (projection === 'stock' || projection === 'transfers')) this.#lookSoon()
    })
  }

  /** Resolves when a look that is under way has ended. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    if (this.#soon) clearTimeout(this.#soon)
    this.#stopListening?.()
    await this.#looking
  }

  #lookSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = null
      this.#look()
    }, settleMs).unref()
  }

  #look(): void {
    this.#looking = this.#looking
      .then(() => this.check())
      .catch((error: unknown) =>
        this.#options.logger.warn({ err: error }, 'looking for transfers to propose failed; it is tried again'),
      )
  }

  /** Looks once, and resolves when what there is to tell is in the log. */
  async check(): Promise<void> {
    const { alone, isLedgerComplete, append } = this.#options
    await alone(async () => {
      if (!(await isLedgerComplete())) return
      const events = [...(await this.#expired()), ...(await this.#settled())]
      // What has just expired is in the ledger at the next look; until then its units are not free.
      if (events.length === 0) events.push(...(await this.#proposed()))
      if (events.length > 0) await append(events)
    })
  }

  async #expired(): Promise<NewEvent[]> {
    const expiring = await this.#options.readExpiring()
    return expiring.map(({ id, reason }) => {
      const event = this.#toEvent('transfer.expired', { transfer: id, reason })
      // That a proposal has expired is a decision like those of people: the first one holds, whatever the ledger shows by then.
      return { ...event, id: reason === 'never-arrived' ? `${event.id}:${reason}` : decisionId(id) }
    })
  }

  async #settled(): Promise<NewEvent[]> {
    const settled = await this.#options.readSettled()
    return settled.map((each) => this.#toEvent('transfer.settled', { ...each }))
  }

  async #proposed(): Promise<NewEvent[]> {
    const { readNeedy, propose, clock } = this.#options
    const needy = await readNeedy()
    const known = new Set(needy.map(({ sku }) => sku))
    for (const sku of this.#looked.keys()) if (!known.has(sku)) this.#looked.delete(sku)
    const due = needy.filter(({ sku, mark }) => this.#isDue(sku, mark))
    if (due.length > skusPerLook) this.#lookSoon()
    const events: NewEvent[] = []
    for (const { sku, mark } of due.slice(0, skusPerLook)) {
      for (const proposed of await propose(sku)) {
        const transfer = transferId(proposed, mark)
        events.push(this.#toEvent('transfer.proposed', { ...proposed, transfer }))
      }
      this.#looked.set(sku, { mark, at: clock.now() })
    }
    return events
  }

  #isDue(sku: string, mark: string): boolean {
    const looked = this.#looked.get(sku)
    return !looked || looked.mark !== mark || this.#options.clock.now() - looked.at > againMs
  }

  #toEvent(type: string, data: { transfer: string } & Record<string, unknown>): NewEvent {
    const now = this.#options.clock.now()
    return {
      id: `${type}:${data.transfer}`,
      source: ownSource,
      type,
      subject: `transfer/${data.transfer}`,
      occurredAt: now,
      receivedAt: now,
      data,
      backfill: false,
      synthetic: false,
      clamped: false,
    }
  }
}

/** The same for the same proposal made of the same state: told again after an answer that was lost, it is a duplicate. */
export function transferId({ sku, from, to, alert }: Proposed, mark: string): string {
  return createHash('sha256')
    .update(JSON.stringify([sku, from, to, alert, mark]))
    .digest('base64url')
    .slice(0, 22)
}
