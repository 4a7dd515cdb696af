import { randomUUID } from 'node:crypto'
import { escapeIdentifier } from 'pg'
import type { Client } from 'pg'
import { backoffMs, pause } from '../../../runtime/backoff.ts'
import { CaptureError } from '../capture.ts'
import type { DatabaseConnection } from '../connection.ts'
import { hangUp } from '../connection.ts'
import { ask } from '../limited-query.ts'

/*
 * Hears that something was written, and wakes the reader. It only spares time: a reader that is never woken looks by itself.
 *
 * A line that has gone silent looks like one on which nothing happens, so every few seconds we notify ourselves and expect
 * to hear it. Behind a pooler that gives each transaction another session nothing is heard, and LISTEN would stay behind in
 * a session that is somebody else's next: there the session's process is not the one that greeted us, and we leave it at
 * that.
 */

export interface ListenerLimits {
  heartbeatMs: number
  /** How long an answer, or our own notification, may take. */
  answerMs: number
  longestPauseMs: number
}

export const listenerLimits: ListenerLimits = { heartbeatMs: 10_000, answerMs: 5000, longestPauseMs: 30_000 }

interface ListenerOptions {
  connection: DatabaseConnection
  channel: string
  onNotified: () => void
  /** No notifications come, and why; it is tried again. */
  onSilent: (reason: string) => void
  /** They do come. */
  onHeard: () => void
  signal: AbortSignal
  limits?: ListenerLimits
}

/** Listens until the signal aborts, or for as long as it is of use; never throws. */
export async function listen(options: ListenerOptions): Promise<void> {
  const { signal, onSilent, onHeard, limits = listenerLimits } = options
  let failures = 0
  const heard = () => {
    failures = 0
    onHeard()
  }
  while (!signal.aborted) {
    try {
      await listenOnce({ ...options, onHeard: heard, limits })
    } catch (error) {
      // Nothing is wrong then, and only a new line could be another one.
      if (signal.aborted || error instanceof PooledError) return
      onSilent(error instanceof Error ? error.message : String(error))
      await pause(backoffMs(failures++, { maxMs: limits.longestPauseMs }), signal)
    }
  }
}

class PooledError extends Error {
  override name = 'PooledError'
}

async function listenOnce({
  connection,
  channel,
  onNotified,
  onHeard,
  signal,
  limits,
}: Required<ListenerOptions>): Promise<never> {
  const client = await connection.connect('listener', { pooled: true })
  try {
    await requireOwnSession(client, { timeoutMs: limits.answerMs, signal })
    const heard = new Map<string, () => void>()
    client.on('notification', ({ payload = '' }) => {
      const beat = heard.get(payload)
      if (beat) beat()
      else onNotified()
    })
    await ask(client, { text: `listen ${escapeIdentifier(channel)}` }, { timeoutMs: limits.answerMs, signal })
    // What was written before it listened was told to nobody.
    onNotified()
    for (;;) {
      await beat(client, channel, heard, { timeoutMs: limits.answerMs, signal })
      onHeard()
      await pause(limits.heartbeatMs, signal)
      signal.throwIfAborted()
    }
  } finally {
    hangUp(client)
  }
}

async function requireOwnSession(client: Client, limits: { timeoutMs: number; signal: AbortSignal }): Promise<void> {
  const [session] = await ask<{ pid: number }>(client, { text: 'select pg_backend_pid() as pid' }, limits)
  // Told by the server while connecting; @types/pg does not know it.
  if (session?.pid !== Reflect.get(client, 'processID')) {
    throw new PooledError('a connection pooler stands before the database, through which no notifications come')
  }
}

/** @throws CaptureError `connection-lost` when we do not hear ourselves. */
async function beat(
  client: Client,
  channel: string,
  heard: Map<string, () => void>,
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<void> {
  const payload = `heartbeat ${randomUUID()}`
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  heard.set(payload, resolve)
  const silent = () => reject(new CaptureError('connection-lost', 'notifications do not come through'))
  const timer = setTimeout(silent, limits.timeoutMs)
  limits.signal.addEventListener('abort', silent)
  promise.catch(() => undefined)
  try {
    await ask(client, { text: 'select pg_notify($1, $2)', values: [channel, payload] }, limits)
    await promise
  } finally {
    heard.delete(payload)
    clearTimeout(timer)
    limits.signal.removeEventListener('abort', silent)
  }
}
