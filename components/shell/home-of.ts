import type { Role } from '#contract/role-names.ts'

/** Where somebody begins. Of several roles the first in this order decides. */
const homes: readonly (readonly [Role, string])[] = [
  ['admin', '/'],
  ['exec', '/'],
  ['support', '/customers/new'],
  ['sales', '/meetings'],
  ['supply', '/stock'],
  ['data', '/events'],
  ['marketing', '/'],
]

/** Leads to the home of whoever opens it. */
export const homePath = '/home'

export function homeOf(roles: readonly Role[]): string {
  return homes.find(([role]) => roles.includes(role))?.[1] ?? '/'
}
