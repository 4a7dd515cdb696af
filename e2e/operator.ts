import { sessionCookieName, signInSecret, signToken } from '../server/api/sign-in/session-cookie.ts'
import type { Role } from '../contract/role-names.ts'
import { webUrl } from './ports.ts'

/** Of every installation of the browser tests. */
export const vigieSecret = 'a secret of the browser tests and of nobody else'

export const cookieOf = (token: string) => ({
  name: sessionCookieName(false),
  value: signToken(token, signInSecret(vigieSecret)),
  url: webUrl,
  httpOnly: true,
  sameSite: 'Lax' as const,
})
const operatorToken = 'session-of-the-operator'

/** Every browser and every request of a test is signed in as this one, an administrator, unless it says otherwise. */
export const operatorCookie = cookieOf(operatorToken)
export const operatorHeaders = { cookie: `${operatorCookie.name}=${operatorCookie.value}` }

/** Written into the template that every test's database is copied from. */
export const operatorSql = personSql({ id: 'operator', name: 'Viewer', roles: ['admin'], token: operatorToken })

interface Person {
  id: string
  name: string
  roles: readonly Role[]
  token: string
}

export function personSql({ id, name, roles, token }: Person): string {
  return `insert into users (id, name, email, roles) values ('${id}', '${name}', '${id}@example.com', '{${roles.join()}}');
    insert into sessions (id, token, user_id, expires_at) values ('${token}', '${token}', '${id}', now() + interval '1 day')`
}
