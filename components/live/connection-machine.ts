import type { ConnectionPhase } from './connection-state.ts'

/**
 * - `opened`, `lost`: of the line; an attempt that fails is `lost` too
 * - `heard`: the server's clock
 * - `overdue`: 5 s without it
 * - `network-gone`: the browser says so; a line that is open knows better
 */
export type ConnectionEvent = 'opened' | 'heard' | 'lost' | 'overdue' | 'network-gone'

export const connectionTransitions: Record<ConnectionPhase, Record<ConnectionEvent, ConnectionPhase>> = {
  connecting: {
    opened: 'live',
    heard: 'connecting',
    lost: 'connecting',
    overdue: 'offline',
    'network-gone': 'offline',
  },
  live: {
    opened: 'live',
    heard: 'live',
    lost: 'reconnecting',
    overdue: 'silent',
    'network-gone': 'live',
  },
  silent: {
    opened: 'live',
    heard: 'live',
    lost: 'offline',
    overdue: 'silent',
    'network-gone': 'silent',
  },
  reconnecting: {
    opened: 'live',
    heard: 'reconnecting',
    lost: 'reconnecting',
    overdue: 'offline',
    'network-gone': 'offline',
  },
  offline: {
    opened: 'live',
    heard: 'offline',
    lost: 'offline',
    overdue: 'offline',
    'network-gone': 'offline',
  },
}

const firstSpanMs = 500
const longestSpanMs = 10_000

/** How long to wait before the next attempt: a random part of a span that doubles (L23). */
export function retryDelayMs(failures: number, random: () => number): number {
  return random() * Math.min(firstSpanMs * 2 ** failures, longestSpanMs)
}
