import type { Pool } from 'pg'
import { TransferWatch } from './actions/transfer-watch.ts'
import type { EventLog } from './log/log.ts'
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
    alone: (look) => alone(pool, look),
    isLedgerComplete: () => isLedgerComplete(pool),
    readNeedy: () => readNeedySkus(pool),
    async propose(sku) {
      const settings = await readTransferSettings(pool)
      const { network, ruledOut } = await readNetwork(pool, sku, { time, now: clock.now() })
      if (!network) return []
      const proposals = proposeTransfers(network, settings, (from, to) => ruledOut.has(wayOf(from, to)))
      return proposals.map((proposal) => ({ ...proposal, sku, currency: network.currency }))
    },
    async readExpiring() {
      const { expiresAtShare } = await readTransferSettings(pool)
      return readExpiring(pool, expiresAtShare)
    },
    async readSettled() {
      const settling = await readSettling(pool, clock.now())
      return settling.map((transfer) => ({ transfer: transfer.id, ...savedBy(transfer) }))
    },
    append: (events) => log.append(events),
  })
}

/** Any number, but no other lock's. */
const lockKey = 7_163_529_811

/** Runs `work` unless another process, or another look of this one, is at it. */
async function alone(pool: Pool, work: () => Promise<void>): Promise<void> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [lockKey])
    if (rows[0]?.got !== true) return
    try {
      await work()
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
