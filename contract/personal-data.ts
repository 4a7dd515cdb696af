import type { Viewer } from './role.ts'

/*
 * What is personal, and who sees it: the one place that says so. Customers' own screens are for roles that speak with customers,
 * and `contract/access.ts` keeps all others out. Whatever else shows events shows them to the others masked, on the server.
 */

/** `clear`: as it was sent. `masked`: with everything that tells who somebody is taken out. */
export type Sight = 'clear' | 'masked'

/** Roles that speak with customers, or answer for the installation. */
const clearRoles: Viewer['roles'] = ['admin', 'sales', 'support']

export function sightOf({ roles }: Pick<Viewer, 'roles'>): Sight {
  return roles.some((role) => clearRoles.includes(role)) ? 'clear' : 'masked'
}

/**
 * Members of an event's data that are personal at any depth, with all that is in them, whatever the event's type is called: types
 * are open, so an unknown one is masked like a known one. Compared without case, `_` and `-`. A member is personal, too, when its
 * name ends with one of `personalEndings`.
 */
export const personalMembers: ReadonlySet<string> = new Set(
  `name firstname lastname fullname givenname familyname middlename surname nickname displayname
   username customername contactname contact attendee recipient login address address1 address2
   street postcode postalcode zip zipcode billingaddress shippingaddress defaultaddress ip browserip
   clientip ipaddress birthday birthdate dateofbirth nom prenom adresse courriel telephone
   tel mobile msisdn fax`.split(/\s+/),
)
export const personalEndings = ['email', 'mail', 'phone', 'phonenumber'] as const

/** Words that somebody wrote, which may say anything of anybody, in events of these families of types. */
export const freeTextMembers: ReadonlySet<string> = new Set(
  'title note notes text comment message description body content reason subject'.split(' '),
)
export const freeTextTypes = /^(?:meeting|ticket|customer|campaign|conversation|call|note|email)\./

/** Events whose `name` is that of a thing: a shop, a source, a product. */
export const namesOfThings = /^(?:store|source|product|stock|delivery)\./

/** Members that hold things, which have a `name` as well. */
export const membersOfThings: ReadonlySet<string> = new Set(['lines', 'lineitems', 'items', 'products', 'variants'])
