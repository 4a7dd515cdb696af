import { keyKindSchema } from '#contract/customer-key.ts'
import type { Tx } from '../projection.ts'
import { ms, tableWriter } from '../table-writer.ts'
import type { KeyRecord } from './identity-records.ts'

const columns = [
  'key_id, kind, value, customer_id, shared, uses::float8 as uses, name, company, account',
  ms('first_seen'),
  ms('last_seen'),
  ms('name_at'),
  ms('company_at'),
  ms('account_at'),
  ms('created_at'),
  ms('first_order_at'),
].join(', ')

interface KeyRow {
  key_id: string
  kind: string
  value: string
  customer_id: string
  shared: boolean
  uses: number
  first_seen: number
  last_seen: number
  name: string | null
  name_at: number | null
  company: string | null
  company_at: number | null
  account: string | null
  account_at: number | null
  created_at: number | null
  first_order_at: number | null
}

function toRecord(row: KeyRow): KeyRecord {
  return {
    id: row.key_id,
    kind: keyKindSchema.parse(row.kind),
    value: row.value,
    customerId: row.customer_id,
    isShared: row.shared,
    uses: row.uses,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    name: row.name,
    nameAt: row.name_at,
    company: row.company,
    companyAt: row.company_at,
    account: row.account,
    accountAt: row.account_at,
    createdAt: row.created_at,
    firstOrderAt: row.first_order_at,
  }
}

export async function readKeys(db: Tx, ids: readonly string[]): Promise<KeyRecord[]> {
  if (ids.length === 0) return []
  const { rows } = await db.query<KeyRow>({
    name: 'read-customer-keys',
    text: `select ${columns} from customer_keys where key_id = any($1)`,
    values: [ids],
  })
  return rows.map(toRecord)
}

/** @returns all keys of these customers. */
export async function readKeysOfCustomers(db: Tx, customerIds: readonly string[]): Promise<KeyRecord[]> {
  if (customerIds.length === 0) return []
  const { rows } = await db.query<KeyRow>({
    name: 'read-keys-of-customers',
    text: `select ${columns} from customer_keys where customer_id = any($1)`,
    values: [customerIds],
  })
  return rows.map(toRecord)
}

export const writeKeys = tableWriter<KeyRecord>({
  name: 'customer_keys',
  key: ['key_id'],
  columns: {
    key_id: ['uuid', ({ id }) => id],
    kind: ['text', ({ kind }) => kind],
    value: ['text', ({ value }) => value],
    customer_id: ['uuid', ({ customerId }) => customerId],
    shared: ['bool', ({ isShared }) => isShared],
    uses: ['int8', ({ uses }) => uses],
    first_seen: ['time', ({ firstSeen }) => firstSeen],
    last_seen: ['time', ({ lastSeen }) => lastSeen],
    name: ['text', ({ name }) => name],
    name_at: ['time', ({ nameAt }) => nameAt],
    company: ['text', ({ company }) => company],
    company_at: ['time', ({ companyAt }) => companyAt],
    account: ['text', ({ account }) => account],
    account_at: ['time', ({ accountAt }) => accountAt],
    created_at: ['time', ({ createdAt }) => createdAt],
    first_order_at: ['time', ({ firstOrderAt }) => firstOrderAt],
  },
})

/** Keys that change their customer, one by one. */
export async function moveKeys(tx: Tx, records: readonly KeyRecord[]): Promise<void> {
  if (records.length === 0) return
  await tx.query({
    name: 'move-customer-keys',
    text: `update customer_keys set customer_id = moved.customer_id, shared = moved.shared
      from unnest($1::uuid[], $2::uuid[], $3::boolean[]) as moved (key_id, customer_id, shared)
      where customer_keys.key_id = moved.key_id`,
    values: [
      records.map(({ id }) => id),
      records.map(({ customerId }) => customerId),
      records.map(({ isShared }) => isShared),
    ],
  })
}

/** All keys of customers that become part of others, but those written one by one. */
export async function moveCustomers(tx: Tx, moved: ReadonlyMap<string, string>): Promise<void> {
  if (moved.size === 0) return
  await tx.query({
    name: 'move-customers',
    text: `update customer_keys set customer_id = moved.to_customer
      from unnest($1::uuid[], $2::uuid[]) as moved (from_customer, to_customer)
      where customer_keys.customer_id = moved.from_customer`,
    values: [[...moved.keys()], [...moved.values()]],
  })
}
