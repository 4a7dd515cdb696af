import type { Down } from '#contract/live.ts'

/** A type of message that a newer server may send; nothing is done about it (L22). */
export interface UnknownMessage {
  type: 'unknown'
}

/**
 * Checks a message's frame, by hand so that the page needs no schema library: that it can be applied without an error.
 * What is in a row is the server's word.
 *
 * @returns null when it does not parse
 */
export function decodeMessage(json: string): Down | UnknownMessage | null {
  const message = parse(json)
  if (!isRecord(message) || typeof message['type'] !== 'string') return null
  const check = checks.get(message['type'])
  if (!check) return { type: 'unknown' }
  return check(message) ? (message as unknown as Down) : null // the check of its type has just passed
}

type Fields = Record<string, unknown>

const checks = new Map<string, (message: Fields) => boolean>(
  Object.entries({
    clock: ({ now }) => typeof now === 'number',
    closing: ({ spreadMs }) => typeof spreadMs === 'number',
    refused: ({ topic, code, retryMs }) =>
      typeof topic === 'string' && typeof code === 'string' && (retryMs === undefined || typeof retryMs === 'number'),
    snapshot: (message) => isState(message) && Number.isInteger(message['version']) && isRows(message['rows']),
    patch: (message) =>
      isState(message) &&
      Number.isInteger(message['from']) &&
      Number.isInteger(message['to']) &&
      isRows(message['set']) &&
      Array.isArray(message['del']),
  } satisfies Record<Down['type'], (message: Fields) => boolean>),
)

function isState({ topic, epoch, position, asOf }: Fields): boolean {
  return (
    typeof topic === 'string' &&
    typeof epoch === 'string' &&
    typeof position === 'string' &&
    (asOf === null || isRecord(asOf))
  )
}

function isRows(rows: unknown): boolean {
  return isRecord(rows) && Object.values(rows).every(isRecord)
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(json: unknown): unknown {
  if (typeof json !== 'string') return null
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
