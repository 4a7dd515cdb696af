import type { Tx } from '../projection.ts'

/** @returns ids of all keys of the customer that an id leads to; the id alone where no event has told of its customer yet. */
export async function readKeys(db: Tx, id: string): Promise<string[]> {
  const { rows } = await db.query<{ key: string }>({
    name: 'read-keys-of-customer',
    text: `
      select key_id as key from customer_keys
      where customer_id = (select customer_id from customer_keys where key_id = $1)
      union select $1::uuid`,
    values: [id],
  })
  return rows.map(({ key }) => key)
}
