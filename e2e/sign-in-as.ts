import type { Role } from '../contract/role-names.ts'
import { execute } from './database.ts'
import { cookieOf, personSql } from './operator.ts'

/** Somebody with these roles, by writing the rows. @returns the cookie of their browser. */
export async function signInAs(databaseUrl: string, ...roles: Role[]) {
  const id = roles.join('-') || 'nobody'
  const token = `session-of-${id}`
  await execute(databaseUrl, personSql({ id, name: id, roles, token }))
  return cookieOf(token)
}
