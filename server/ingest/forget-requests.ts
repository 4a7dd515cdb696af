import type { PoolClient } from 'pg'
import type { CustomerKey } from '#contract/customer-key.ts'

type Tx = Pick<PoolClient, 'query'>

/** Deletes raw requests that hold one of these events. @returns how many. */
export async function forgetKept(tx: Tx, positions: readonly bigint[]): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from kept_requests where exists (
       select 1 from unnest($1::int8[]) as gone (position) where position between from_position and to_position)`,
    [positions.map(String)],
  )
  return rowCount ?? 0
}

/** Deletes raw requests since then (epoch ms) of which an event is about somebody erased: they may be written late. */
export async function forgetLateKept(tx: Tx, since: number): Promise<void> {
  await tx.query(
    `delete from kept_requests where received_at > to_timestamp($1::float8 / 1000) and exists (
       select 1 from events where position between from_position and to_position and data ->> '$erased' = 'true')`,
    [since],
  )
}

/**
 * Deletes quarantined requests, mended or not, in which one of the keys stands: an address or a number in any spelling, an id
 * as the value of a member that is called an id. They are raw, and some are no JSON: so they are searched as text.
 *
 * @returns how many.
 */
export async function forgetQuarantined(tx: Tx, keys: readonly CustomerKey[]): Promise<number> {
  const patterns = keys.map(patternOf)
  const { rowCount } = await tx.query(
    `delete from quarantined_requests
     where encode(body, 'escape') || ' ' || url ~* any($1::text[])`,
    [patterns],
  )
  return rowCount ?? 0
}

/** PostgreSQL's regular expressions, over bytes written as `encode(…, 'escape')` writes them. */
function patternOf({ kind, value }: CustomerKey): string {
  switch (kind) {
    case 'email':
      return inBytes(value).replace('@', '(?:@|%40)')
    case 'phone':
      // As it is written in its country: the last digits, with whatever stands between them.
      return value.replaceAll(/\D/g, '').slice(-9).split('').join('[^0-9]{0,3}')
    case 'customer':
    case 'visitor':
      return ofId(value)
    case 'crm':
      return ofId(value.slice(value.indexOf(':') + 1))
  }
}

function ofId(id: string): string {
  const member = '(?:customer|user|visitor|anonymous|contact|client)_?id"?|"customer"\\s*:\\s*\\{\\s*"id"'
  return `(?:${member})\\s*[:=]\\s*"?${inBytes(id)}(?:[^A-Za-z0-9_-]|$)`
}

function inBytes(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\\\${byte.toString(8)}`))
    .join('')
    .replaceAll(/[.*+?^${}()|[\]/-]/g, '\\$&')
}
