import { ByteReader, MalformedBytesError, postgresEpochMs } from './byte-reader.ts'
import type { Lsn } from './lsn.ts'

/*
 * What the two ends of a replication line say to each other inside CopyData. Source:
 * https://www.postgresql.org/docs/current/protocol-replication.html (START_REPLICATION)
 */
export type ServerMessage =
  /** A message of the output plugin; `start` is where it stands in the log. */
  | { type: 'data'; start: Lsn; payload: Buffer }
  /** Everything before `walEnd` has been decoded, and sent if it concerns us. */
  | { type: 'keepalive'; walEnd: Lsn; replyRequested: boolean }

/** @param chunk whose bytes the payload goes on using. @throws MalformedBytesError */
export function parseServerMessage(chunk: Buffer): ServerMessage {
  const reader = new ByteReader(chunk)
  const letter = reader.letter()
  if (letter === 'w') {
    const start = reader.uint64()
    // The end of the log and the server's clock.
    reader.bytes(16)
    return { type: 'data', start, payload: reader.bytes(reader.remaining) }
  }
  if (letter === 'k') {
    const walEnd = reader.uint64()
    reader.bytes(8)
    return { type: 'keepalive', walEnd, replyRequested: reader.uint8() === 1 }
  }
  throw new MalformedBytesError(`the replication line brought a message "${letter}", which it does not have`)
}

export interface StandbyStatus {
  /** Has arrived here. */
  received: Lsn
  /** Is in our log: the server may forget it. */
  acknowledged: Lsn
  /** Epoch ms. */
  now: number
  /** Asks for a keepalive at once. */
  replyRequested: boolean
}

export function standbyStatus({ received, acknowledged, now, replyRequested }: StandbyStatus): Buffer {
  const message = Buffer.alloc(34)
  message.write('r', 0)
  message.writeBigUInt64BE(received > acknowledged ? received : acknowledged, 1)
  // Flushed and applied are one: what is in our log counts.
  message.writeBigUInt64BE(acknowledged, 9)
  message.writeBigUInt64BE(acknowledged, 17)
  message.writeBigInt64BE(BigInt(now - postgresEpochMs) * 1000n, 25)
  message.writeUInt8(replyRequested ? 1 : 0, 33)
  return message
}
