import { once } from 'node:events'
import type { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import type pg from 'pg'

/*
 * pg has no interface for a connection on which both sides copy, but all the parts: its Connection tells of the server's
 * CopyBothResponse (`replicationStart`) and CopyData, and sends CopyData. This file alone knows them.
 */
export interface CopyBoth {
  readonly stream: Duplex
  /** Of the server process at the other end. */
  readonly serverPid: number
  listen(listener: CopyListener): void
  send(message: Buffer): void
  /** Says goodbye; the socket is destroyed when the other side does not answer in time. */
  hangUp(timeoutMs: number): Promise<void>
}

export interface CopyListener {
  /** Any bytes have arrived. */
  heard(): void
  started(): void
  /** @param chunk whose memory is used again after this call. */
  chunk(chunk: Buffer): void
  notice(notice: { routine?: string; message?: string }): void
}

/** As in pg/lib/connection.js. */
interface PgConnection extends EventEmitter {
  readonly stream: Duplex
  sendCopyFromChunk(chunk: Buffer): void
  end(): void
}

export function copyBothOf(client: pg.Client): CopyBoth {
  const connection = connectionOf(client)
  const { stream } = connection
  return {
    stream,
    serverPid: 'processID' in client ? Number(client.processID) : 0,
    listen: ({ heard, started, chunk, notice }) => {
      stream.on('data', heard)
      connection.on('replicationStart', started)
      connection.on('copyData', (message: { chunk: Buffer }) => chunk(message.chunk))
      connection.on('notice', notice)
    },
    send: (message) => connection.sendCopyFromChunk(message),
    hangUp: (timeoutMs) => hangUp(connection, timeoutMs),
  }
}

function connectionOf(client: pg.Client): PgConnection {
  const connection: unknown = 'connection' in client ? client.connection : undefined
  if (!isPgConnection(connection))
    throw new Error('this version of pg keeps its connection elsewhere: see copy-both.ts')
  return connection
}

function isPgConnection(value: unknown): value is PgConnection {
  return (
    typeof value === 'object' &&
    value !== null &&
    'stream' in value &&
    'sendCopyFromChunk' in value &&
    typeof value.sendCopyFromChunk === 'function'
  )
}

async function hangUp(connection: PgConnection, timeoutMs: number): Promise<void> {
  const { stream } = connection
  if (stream.destroyed) return
  const closed = once(stream, 'close', { signal: AbortSignal.timeout(timeoutMs) })
  connection.end()
  // What still comes is read and dropped, or the end would never be seen.
  stream.resume()
  await closed.catch(() => undefined)
  stream.destroy()
}
