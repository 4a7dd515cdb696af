/* What a company is called, as SQL. */

/** A name that is only where its people's addresses end. */
const isDomain = (company: string) => String.raw`${company} ~ '^[^ ]+\.[a-z]+$'`

/** What most of `people (company)` call theirs; a domain only where nobody says more. */
export const companyOfMost = (people: string) => `
  select company from ${people} where company is not null
  group by company order by ${isDomain('company')}, count(*) desc, company limit 1`

/** Of a domain with thousands of people, as many are asked for a better name as keeps it cheap. */
const peopleAsked = 200

/** The company of a row of `customers` as JSON: under one name, whoever of its people has stated it. */
export const companyJson = `json_build_object('id', customers.company_id, 'name', coalesce(
  case when not ${isDomain('customers.company')} then customers.company end,
  (${companyOfMost(`(select company from customers other where other.company_id = customers.company_id limit ${peopleAsked}) asked`)}),
  customers.company_id::text))`

/** What a row of `customers` without a name is called by; null where nobody has said an address of theirs. */
export const addressOfCustomer = `coalesce(customers.emails[1], customers.phones[1])`
