import type { Pool } from 'pg'
import type { Identify } from '../viewer.ts'
import { readTokenViewer } from './token-table.ts'

/** Programs, by `Authorization: Bearer vgt_…`, or by what their socket says as `auth: {token}`. */
export function identifyTokens({ pool, demo }: { pool: Pool; demo: boolean }): Identify {
  return async ({ headers: { authorization }, token }) => {
    const [, bearer] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? []
    const given = bearer ?? token
    return given === undefined ? null : readTokenViewer(pool, { token: given, demo })
  }
}
