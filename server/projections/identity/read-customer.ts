import type { Tx } from '../projection.ts'
import type { LinkRecord } from './identity-records.ts'
import { readKeysOfCustomers } from './key-table.ts'
import { readLinksAmong } from './link-table.ts'

/** @returns of each of these keys' ids that is known, its customer's. */
export async function readCustomerIds(db: Tx, keyIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ key_id: string; customer_id: string }>({
    name: 'read-customer-ids',
    text: 'select key_id, customer_id from customer_keys where key_id = any($1)',
    values: [keyIds],
  })
  return new Map(rows.map((row) => [row.key_id, row.customer_id]))
}

/** @returns what connects the keys of a customer. */
export async function readOwnLinks(db: Tx, customerId: string): Promise<LinkRecord[]> {
  return readLinksAmong(db, await readKeysOfCustomers(db, [customerId]))
}
