import type { Clock } from '../../../runtime/clock.ts'
import type { DatabaseConnection } from '../connection.ts'
import type { SilenceLimits } from './silence-watch.ts'
import type { Replication } from './start-replication.ts'

export interface ReplicationLineOptions extends Replication {
  connection: DatabaseConnection
  clock: Clock
  /** Closes the line. */
  signal?: AbortSignal
  limits?: Partial<LineLimits>
  /** What the server process of this line does, seen from another connection; asked when the line itself does not tell. */
  lookAtServer?: (pid: number) => Promise<ServerState>
}

/** At work, waiting for something to do or for us, or about to shut down. */
export type ServerState = 'working' | 'waiting' | 'leaving'

/** `tickMs` is how often these limits are looked at. */
export interface LineLimits extends SilenceLimits {
  /** What is acknowledged goes to the server after so long, with what is acknowledged meanwhile. */
  acknowledgeMs: number
  /** A status goes to the server at least so often. */
  statusMs: number
  /** The answer of `lookAtServer` is waited for so long. */
  lookMs: number
  /** The socket is paused while more than this waits to be taken. */
  maxWaitingBytes: number
}

export const usualLimits: LineLimits = {
  acknowledgeMs: 50,
  statusMs: 10_000,
  askMs: 5000,
  giveUpMs: 15_000,
  tickMs: 500,
  lookMs: 5000,
  maxWaitingBytes: 8 * 1024 ** 2,
}
