import type { KeyKind } from '#contract/customer-key.ts'
import { keyKindSchema } from '#contract/customer-key.ts'
import type { Tx } from '../projection.ts'
import { tableWriter } from '../table-writer.ts'
import { companyOf } from './company.ts'
import { searchTextOf } from './search-text.ts'
import { writeWords } from './word-table.ts'

/*
 * One row a customer: what its keys together say. It is made anew from the keys whenever they change, so it never remembers
 * anything that they no longer say. Visitors of whom nothing else is known have no row.
 */

interface CustomerRow {
  id: string
  kind: KeyKind
  value: string
  name: string | null
  emails: string[]
  phones: string[]
  companyId: string | null
  company: string | null
  isShared: boolean
  keys: number
  createdAt: number | null
  firstOrderAt: number | null
  search: string
}

/** @param ids of customers that are, or were. @param freeDomains where an address says nothing of a company. */
export async function refreshCustomers(
  tx: Tx,
  ids: readonly string[],
  freeDomains: ReadonlySet<string>,
): Promise<void> {
  if (ids.length === 0) return
  const rows = await readMembers(tx, ids)
  const customers = rows.map((row) => toCustomer(row, freeDomains))
  const found = new Set(customers.map(({ id }) => id))
  await writeWords(tx, ids, customers)
  await deleteCustomers(
    tx,
    ids.filter((id) => !found.has(id)),
  )
  await writeCustomers(tx, customers)
}

interface MembersRow {
  customer_id: string
  kind: string
  value: string
  shared: boolean
  keys: number
  name: string | null
  company: string | null
  account: string | null
  emails: string[]
  phones: string[]
  created_at: number | null
  first_order_at: number | null
}

/**
 * Addresses are a customer's own, and those that others use as well: a household's telephone connects nobody, and is each
 * one's all the same.
 */
async function readMembers(tx: Tx, ids: readonly string[]): Promise<MembersRow[]> {
  const { rows } = await tx.query<MembersRow>({
    name: 'read-members-of-customers',
    text: `with members as (
        select customer_id, key_id, kind, value, shared, name, name_at, company, company_at, account, account_at, created_at,
          first_order_at
        from customer_keys where customer_id = any($1)),
      addresses as (
        select customer_id, kind, value from members where kind in ('email', 'phone')
        union
        select members.customer_id, other.kind, other.value
        from members
        cross join lateral (
          select key_b as key_id from identity_links
          where key_a = members.key_id and kind_b in ('email', 'phone') and strength = 'strong'
            and decision is distinct from 'separated'
          union all
          select key_a from identity_links
          where key_b = members.key_id and kind_a in ('email', 'phone') and strength = 'strong'
            and decision is distinct from 'separated') link
        cross join lateral (select kind, value from customer_keys where key_id = link.key_id offset 0) other
        where members.kind <> 'visitor' and not members.shared),
      listed as (
        select customer_id,
          coalesce(array_agg(value order by value collate "C") filter (where kind = 'email'), '{}') as emails,
          coalesce(array_agg(value order by value collate "C") filter (where kind = 'phone'), '{}') as phones
        from addresses group by customer_id)
      select members.customer_id,
        max(members.kind) filter (where key_id = members.customer_id) as kind,
        max(members.value) filter (where key_id = members.customer_id) as value,
        bool_and(shared) as shared, count(*)::int as keys,
        (array_agg(name order by name_at desc, key_id) filter (where name is not null))[1] as name,
        (array_agg(company order by company_at desc, key_id) filter (where company is not null))[1] as company,
        (array_agg(account order by account_at desc, key_id) filter (where account is not null))[1] as account,
        coalesce(max(emails), '{}') as emails, coalesce(max(phones), '{}') as phones,
        (extract(epoch from min(created_at)) * 1000)::float8 as created_at,
        (extract(epoch from min(first_order_at)) * 1000)::float8 as first_order_at
      from members left join listed using (customer_id)
      group by members.customer_id
      having bool_or(members.kind <> 'visitor')`,
    values: [ids],
  })
  return rows
}

function toCustomer(row: MembersRow, freeDomains: ReadonlySet<string>): CustomerRow {
  const company = row.shared ? null : companyOf({ ...row, freeDomains })
  return {
    id: row.customer_id,
    kind: keyKindSchema.parse(row.kind),
    value: row.value,
    name: row.name,
    emails: row.emails,
    phones: row.phones,
    companyId: company?.id ?? null,
    company: company?.name ?? null,
    isShared: row.shared,
    keys: row.keys,
    createdAt: row.created_at,
    firstOrderAt: row.first_order_at,
    search: searchTextOf([row.name, company?.name, row.value, ...row.emails, ...row.phones]),
  }
}

const writeCustomers = tableWriter<CustomerRow>({
  name: 'customers',
  key: ['id'],
  columns: {
    id: ['uuid', ({ id }) => id],
    kind: ['text', ({ kind }) => kind],
    value: ['text', ({ value }) => value],
    name: ['text', ({ name }) => name],
    emails: ['text[]', ({ emails }) => emails],
    phones: ['text[]', ({ phones }) => phones],
    company_id: ['uuid', ({ companyId }) => companyId],
    company: ['text', ({ company }) => company],
    shared: ['bool', ({ isShared }) => isShared],
    keys: ['int4', ({ keys }) => keys],
    created_at: ['time', ({ createdAt }) => createdAt],
    first_order_at: ['time', ({ firstOrderAt }) => firstOrderAt],
    search: ['text', ({ search }) => search],
  },
})

async function deleteCustomers(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.query({ name: 'delete-customers', text: 'delete from customers where id = any($1)', values: [ids] })
}
