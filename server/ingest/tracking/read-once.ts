import { decodeBody } from '../body.ts'
import type { SentValue } from '../provider.ts'
import { batchLimits, readSent } from '../sent-value.ts'

/*
 * A key may stand in the body only: then the door must read the body before it knows the source, and what it read is handed
 * on here by the bytes it was read from. A compressed body is read twice.
 */
const alreadyRead = new WeakMap<Buffer, SentValue>()

/** @throws ProblemError when the bytes are not JSON. */
export function readTracked(rawBody: Buffer): SentValue {
  return alreadyRead.get(rawBody) ?? readSent(rawBody, batchLimits)
}

/** @throws ProblemError when the content encoding is wrong, or the bytes are not JSON. */
export async function readForKey(body: Buffer, contentEncoding: string | undefined): Promise<SentValue> {
  const rawBody = await decodeBody(body, contentEncoding)
  const sent = readTracked(rawBody)
  alreadyRead.set(rawBody, sent)
  return sent
}
