import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { ErasureAnswer } from '#contract/erasure.ts'
import { publicFactsOf } from '#contract/public-facts.ts'
import type { StoredEvent } from '#contract/event.ts'
import { transaction } from './db/transaction.ts'
import { forgetKept, forgetLateKept, forgetQuarantined } from './ingest/forget-requests.ts'
import type { KeptRequests } from './ingest/kept-requests.ts'
import { ownSource } from './ingest/own-sources.ts'
import type { EventLog } from './log/log.ts'
import { announceErasure, rewriteKeys } from './log/rewrite.ts'
import { eraseHistory } from './projections/erasure/erase-history.ts'
import type { ErasedKeys } from './projections/erasure/erased-keys.ts'
import type { ErasureRecord } from './projections/erasure/erasure-table.ts'
import {
  holdErasure,
  insertErasure,
  isFolded,
  noteBegun,
  noteDone,
  noteErased,
  readAllKeys,
  readDigests,
  readUnfinished,
} from './projections/erasure/erasure-table.ts'
import type { IdentityRules } from './projections/identity/identity-rules.ts'
import { readKeys } from './projections/identity/key-table.ts'
import { forgetLatest, forgetSetAside } from './projections/erasure/forget-rows.ts'
import type { Tx } from './projections/projection.ts'
import { backoffMs, pause } from './runtime/backoff.ts'
import type { Clock } from './runtime/clock.ts'
import type { Logger } from './runtime/logger.ts'
import type { Telemetry } from './runtime/telemetry.ts'
import { createWake } from './runtime/wake.ts'

interface ErasureOptions {
  pool: Pool
  log: EventLog
  requests: KeptRequests
  erased: ErasedKeys
  rules: IdentityRules
  keysOf: (event: StoredEvent) => readonly string[]
  telemetry: Telemetry
  clock: Clock
  logger: Logger
}

/** What is asked here is taken up at once; this finds what another process, or the command line, has asked for. */
const lookMs = 5000

/**
 * Erases customers, in steps each of which is one transaction, so that it goes on after a crash where it was:
 *
 *     asked ─► begun ─► erased ─► done
 *
 * - begun: the digests of the keys are known to every append of every process (0001, and log/rewrite.ts), so no event behind
 *   `head` holds anything personal of them. What is at or before it is folded first, since it may still tell of more keys.
 * - erased: the log, the tables of people, the quarantine and the kept requests hold nothing of the customer.
 * - done: the receipt is in the log.
 */
export class Erasures {
  readonly #options: ErasureOptions
  readonly #stopping = new AbortController()
  readonly #wake = createWake()
  #running: Promise<void> = Promise.resolve()
  #stopListening: () => void = () => undefined

  constructor(options: ErasureOptions) {
    this.#options = options
  }

  start(): void {
    this.#stopListening = this.#options.telemetry.on('projection.applied', ({ projection, events }) => {
      if (projection === 'erasures' && events > 0) this.#wake.notify()
    })
    this.#running = this.#run(this.#stopping.signal)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#stopListening()
    this.#wake.notify()
    await this.#running
  }

  /** Resolves once nothing more of the customer is taken in; the rest goes on by itself. */
  async begin(keyId: string, by: { id: string; name: string }): Promise<ErasureAnswer> {
    const { pool, clock } = this.#options
    const id = randomUUID()
    const record = { id, state: 'asked', keyIds: [keyId], by, requestedAt: clock.now(), head: 0n, removed: null }
    await transaction(pool, { durable: true }, (tx) => insertErasure(tx, record))
    const keys = await this.#begin(id)
    this.#wake.notify()
    return { erasure: id, keys }
  }

  async #run(signal: AbortSignal): Promise<void> {
    let failures = 0
    while (!signal.aborted) {
      this.#wake.reset()
      try {
        const ids = await readUnfinished(this.#options.pool)
        for (const id of ids) await this.#finish(id, signal)
        failures = 0
        await this.#wake.wait(lookMs)
      } catch (error) {
        if (signal.aborted) return
        this.#options.logger.error({ err: error }, 'an erasure stopped; it goes on from where it was')
        await pause(backoffMs(failures++), signal)
      }
    }
  }

  async #finish(id: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#whenFolded(id, signal)
      if (signal.aborted) return
      // Meanwhile events from before may have told of more keys: then they are begun as well.
      if (await this.#erase(id)) break
      await this.#begin(id)
    }
    await this.#writeReceipt(id)
  }

  /** @returns how many keys the customer has. */
  async #begin(id: string): Promise<number> {
    const { pool, erased, log } = this.#options
    const count = await transaction(pool, { durable: true }, async (tx) => {
      const erasure = await holdErasure(tx, id)
      if (!erasure || !isOpen(erasure)) return 0
      const keyIds = await readAllKeys(tx, erasure.keyIds)
      await erased.add(
        tx,
        id,
        keyIds.map((keyId) => ({ id: keyId, kind: 'key' })),
      )
      await noteBegun(tx, { id, keyIds, head: await announceErasure(tx) })
      return keyIds.length
    })
    await log.hearOfErased()
    return count
  }

  async #whenFolded(id: string, signal: AbortSignal): Promise<void> {
    const { pool } = this.#options
    for (;;) {
      const erasure = await transaction(pool, { durable: false }, (tx) => holdErasure(tx, id))
      if (erasure?.state === 'asked') await this.#begin(id)
      else if (erasure?.state !== 'begun' || (await isFolded(pool, erasure.head))) return
      if (signal.aborted) return
      await this.#someProgress(signal)
    }
  }

  /** Resolves when a projection has gone on, here or, as nobody tells of that, somewhere else. */
  async #someProgress(signal: AbortSignal): Promise<void> {
    const wake = createWake()
    const stopListening = this.#options.telemetry.on('projection.applied', wake.notify)
    signal.addEventListener('abort', wake.notify)
    await wake.wait(200)
    stopListening()
    signal.removeEventListener('abort', wake.notify)
  }

  /** @returns false when the customer has more keys by now than were begun. */
  async #erase(id: string): Promise<boolean> {
    const { pool, log, requests } = this.#options
    await requests.settle()
    const isDone = await transaction(pool, { durable: true }, async (tx) => {
      const erasure = await holdErasure(tx, id)
      if (erasure?.state !== 'begun') return true
      if ((await readAllKeys(tx, erasure.keyIds)).length > erasure.keyIds.length) return false
      await this.#eraseAll(tx, erasure)
      return true
    })
    await log.hearOfErased()
    return isDone
  }

  async #eraseAll(tx: Tx, { id, keyIds }: ErasureRecord): Promise<void> {
    const { erased } = this.#options
    const keys = await readKeys(tx, keyIds)
    const { removed, events, renamed, things } = await eraseHistory(tx, { ...this.#options, keyIds })
    const positions = events.map(({ position }) => position)
    const quarantined = await forgetQuarantined(tx, keys)
    const requests = await forgetKept(tx, positions)
    await forgetSetAside(tx, positions)
    await forgetLatest(
      tx,
      events.map((event) => ({ position: event.position, facts: publicFactsOf(event) })),
    )
    await erased.add(tx, id, things)
    await noteErased(tx, id, { ...removed, quarantined, requests })
    // Last, since no event is appended until this commits.
    await announceErasure(tx)
    await rewriteKeys(tx, renamed)
  }

  async #writeReceipt(id: string): Promise<void> {
    const { pool, log, clock } = this.#options
    const erasure = await transaction(pool, { durable: false }, (tx) => holdErasure(tx, id))
    if (erasure?.state !== 'erased') return
    const { by, removed } = erasure
    const requestedAt = new Date(erasure.requestedAt).toISOString()
    const now = clock.now()
    const receipt = { erasure: id, by, requestedAt, digests: await readDigests(pool, id), removed }
    const plain = { subject: null, backfill: false, synthetic: false, clamped: false }
    await log.append([
      {
        ...plain,
        id: `customer.erased:${id}`,
        source: ownSource,
        type: 'customer.erased',
        occurredAt: now,
        receivedAt: now,
        data: receipt,
      },
    ])
    await this.#options.requests.settle()
    await transaction(pool, { durable: true }, async (tx) => {
      await forgetLateKept(tx, erasure.requestedAt - 60_000)
      await noteDone(tx, id)
    })
  }
}

function isOpen({ state }: ErasureRecord): boolean {
  return state === 'asked' || state === 'begun'
}
