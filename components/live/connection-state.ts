/**
 * - `connecting`: the first attempt of this page
 * - `live`: open, and the server's clock was heard in the last 5 s
 * - `silent`: open, but the server's clock was not heard for 5 s
 * - `reconnecting`: the line was lost less than 5 s ago and is being made again
 * - `offline`: lost for 5 s or more, or the browser says that there is no network
 */
export type ConnectionPhase = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'silent'

export interface ConnectionState {
  phase: ConnectionPhase
  /** Round trip of the best of the recent clock exchanges; null before the first. */
  rttMs: number | null
  /** Server's clock minus this device's clock; null before the first exchange. */
  clockOffsetMs: number | null
  /**
   * Epoch ms of the server's clock; null when nothing was heard. What the server says of its time, or, once the phase is
   * no longer `live`, the reading of the newest rows if that is later: what was shown last was true then.
   */
  lastHeardAt: number | null
  /** When the next attempt starts, epoch ms of the server's clock; null when none is waiting. */
  retryAt: number | null
}

export const initialConnection: ConnectionState = {
  phase: 'connecting',
  rttMs: null,
  clockOffsetMs: null,
  lastHeardAt: null,
  retryAt: null,
}
