import type { Role } from '#contract/role-names.ts'

/** The contract's roles, without its schemas, in the order in which they are chosen from. */
export const roles = [
  'admin',
  'exec',
  'sales',
  'support',
  'supply',
  'marketing',
  'data',
] as const satisfies readonly Role[]

/** @returns the roles whose boxes a form has ticked. */
export function rolesFrom(form: FormData): Role[] {
  const ticked = new Set(form.getAll('role'))
  return roles.filter((role) => ticked.has(role))
}
