import { keysShown, linksShown } from '#contract/views/customer.ts'
import { addressOfCustomer, companyJson } from '../projections/identity/company-name.ts'
import { epochMs } from './stock-tables.ts'

/** What a person said last goes before what events say. */
const stands = `coalesce(decision, 'merged') <> 'separated'`

/** Links that name one of the keys, with the key at their other end. */
const links = `
  links as materialized (
    select key_a as key, key_b as other, evidence, strength, at, decision, decided_by from identity_links
    where key_a in (select key from keys)
    union all
    select key_b, key_a, evidence, strength, at, decision, decided_by from identity_links
    where key_b in (select key from keys))`

/** What a person said, then what events say strongly. */
const strongestFirst = `decision is null, strength, at desc, other`

/** Keys of the customer, then those that may be somebody else's. */
const known = `
  known as (
    select customer_keys.*, 'sure' as strength from customer_keys where customer_id = (select id from me)
    union all
    select customer_keys.*, 'probable' from customer_keys
    where customer_id <> (select id from me) and key_id in (select other from links where ${stands}))`

/** Whom an id leads to, as SQL. `$1` is the id of any of its keys. */
export const customerIdentity = {
  /** `me (id)`: the customer; `keys (key)`: ids of its keys. */
  tables: `
    me as materialized (
      select coalesce((select customer_id from customer_keys where key_id = $1), $1::uuid) as id),
    keys as materialized (
      select key_id as key from customer_keys where customer_id = (select id from me) union select id from me),
    ${links}, ${known}`,
  columns: `
    (select id from me) as id,
    (select name from customers where id = (select id from me)) as name,
    (select ${addressOfCustomer} from customers where id = (select id from me)) as address,
    (select ${companyJson}
     from customers where id = (select id from me) and company_id is not null) as company,
    (select json_agg(json_build_object(
       'kind', 'key', 'id', key_id, 'key', kind, 'value', value, 'strength', strength, 'customer', customer_id,
       'shared', shared, 'uses', uses, 'firstAt', ${epochMs('first_seen')}, 'lastAt', ${epochMs('last_seen')},
       'links', coalesce((
         select json_agg(json_build_object('other', link.other, 'evidence', evidence, 'at', ${epochMs('at')},
           'decision', decision, 'decidedBy', decided_by) order by ${strongestFirst})
         from (select * from (
                 select other, evidence, strength, at, decision, decided_by from links where key = shown.key_id
                 union
                 select key, evidence, strength, at, decision, decided_by from links where other = shown.key_id) ends
               order by ${strongestFirst} limit ${linksShown}) link), '[]')))
     from (select * from known order by strength desc, last_seen desc, key_id limit ${keysShown}) shown) as keys`,
}
