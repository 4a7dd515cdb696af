import { randomUUID } from 'node:crypto'
import type { Role } from '#contract/role-names.ts'
import { sessionCookieName, signInSecret, signToken } from '../api/sign-in/session-cookie.ts'
import { openSession } from '../api/sign-in/sessions.ts'
import { createCommandPool } from '../db/pool.ts'

interface Given {
  databaseUrl: string
  vigieSecret: string
  roles: readonly Role[]
  name?: string
}

export interface SignedIn {
  id: string
  /** Of the cookie. */
  name: string
  value: string
  /** As a request's header. */
  cookie: string
}

/** Somebody with these roles who has signed in, by writing the rows and the cookie: fast, and without a password. */
export async function signInAs({ databaseUrl, vigieSecret, roles, name = 'Ada' }: Given): Promise<SignedIn> {
  const pool = createCommandPool(databaseUrl)
  try {
    const id = randomUUID()
    await pool.query('insert into users (id, name, email, roles) values ($1, $2, $3, $4)', [
      id,
      name,
      `${id}@example.com`,
      roles,
    ])
    const token = await openSession(pool, { userId: id, address: '192.0.2.1', userAgent: 'a test' })
    const cookieName = sessionCookieName(false)
    const value = signToken(token, signInSecret(vigieSecret))
    return { id, name: cookieName, value, cookie: `${cookieName}=${value}` }
  } finally {
    await pool.end()
  }
}
