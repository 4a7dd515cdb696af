import type { Pool } from 'pg'
import { TransferWatch } from './actions/transfer-watch.ts'
import { TransferWebhook } from './actions/transfer-webhook.ts'
import type { SecretBox } from './ingest/secrets.ts'
import type { EventLog } from './log/log.ts'
import { moveCheckpoint, readCheckpoint } from './projections/checkpoint.ts'
import { proposeTransfers } from './projections/transfers/propose-transfers.ts'
import { readNetwork, wayOf } from './projections/transfers/read-network.ts'
import {
  isLedgerComplete,
  readExpiring,
  readNeedySkus,
  readSettling,
  savedBy,
} from './projections/transfers/transfer-questions.ts'
import { readTransferSettings } from './projections/transfers/transfer-settings.ts'
import type { BusinessTime } from './runtime/business-time.ts'
import type { Clock } from './runtime/clock.ts'
import type { Logger } from './runtime/logger.ts'
import type { Telemetry } from './runtime/telemetry.ts'
import { readDestination } from './actions/transfer-destination.ts'

interface TransfersOptions {
  pool: Pool
  log: Pick<EventLog, 'append'>
  time: BusinessTime
  telemetry: Telemetry
  clock: Clock
  logger: Logger
}

/** Composes what proposes transfers: it reads the tables of stock and the ledger, and tells in the log. */
export function transferWatch({ pool, log, time, ...options }: TransfersOptions): TransferWatch {
  const { clock } = options
  return new TransferWatch({
    ...options,
    async alone(look) {
      await alone(pool, lockKeys.watch, look)
    },
    isLedgerComplete: () => isLedgerComplete(pool),
    readNeedy: () => readNeedySkus(pool, clock.now()),
    async propose(sku) {
      const settings = await readTransferSettings(pool)
      const { network, ruledOut } = await readNetwork(pool, sku, { time, now: clock.now() })
      if (!network) return []
      const proposals = proposeTransfers(network, settings, (from, to) => ruledOut.has(wayOf(from, to)))
      return proposals.map((proposal) => ({ ...proposal, sku, currency: network.currency }))
    },
    async readExpiring() {
      return readExpiring(pool, await readTransferSettings(pool), clock.now())
    },
    async readSettled() {
      const settling = await readSettling(pool, clock.now())
      return settling.map((transfer) => ({ transfer: transfer.id, ...savedBy(transfer) }))
    },
    append: (events) => log.append(events),
  })
}

interface WebhookOptions extends Pick<TransfersOptions, 'pool' | 'clock' | 'logger'> {
  log: Pick<EventLog, 'head' | 'tail'>
  box: SecretBox
}

/** Its position stands beside those of the projections, and is written like theirs, but waits for the disk. */
const webhookPosition = 'action:transfer-webhook'

/** Composes what tells others of accepted transfers. */
export function transferWebhook({ pool, log, box, clock, logger }: WebhookOptions): TransferWebhook {
  return new TransferWebhook({
    clock,
    logger,
    readDestination: () => readDestination({ pool, box }),
    async readPosition() {
      await beginAt(pool, await log.head())
      return readCheckpoint(pool, webhookPosition)
    },
    savePosition: (position) => moveCheckpoint(pool, webhookPosition, position),
    tail: (after, signal) => log.tail(after, signal),
    alone: (work) => alone(pool, lockKeys.webhook, work),
  })
}

/** What was accepted before this installation told anybody is not told. */
async function beginAt(pool: Pool, head: bigint): Promise<void> {
  await pool.query({
    name: 'begin-transfer-webhook',
    text: 'insert into checkpoints (projection, position, updated_at) values ($1, $2, now()) on conflict do nothing',
    values: [webhookPosition, head.toString()],
  })
}

/** Any numbers, but no other lock's. */
const lockKeys = { watch: 7_163_529_811, webhook: 7_163_529_812 }

/** Runs `work` unless somebody has the lock. @returns whether it ran. */
async function alone(pool: Pool, lockKey: number, work: () => Promise<void>): Promise<boolean> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const { rows } = await client
      .query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [lockKey])
      .catch((error: Error) => {
        // It may get the lock after all, with nobody left to give it back.
        broken = error
        throw error
      })
    if (rows[0]?.got !== true) return false
    try {
      await work()
      return true
    } finally {
      // A connection that does not give it back is closed, which frees the lock.
      await client.query('select pg_advisory_unlock($1)', [lockKey]).catch((error: Error) => {
        broken = error
      })
    }
  } finally {
    client.release(broken)
  }
}
