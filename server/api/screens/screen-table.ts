import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { Viewer } from '#contract/role.ts'
import { wallSchema } from '#contract/role.ts'
import type { PairScreen, ScreenState, TvScreenInfo } from '#contract/tv-screens.ts'
import { codeAlphabet, codeLength, codeMinutes } from '#contract/tv-screens.ts'
import { isOfThisInstallation, personBehind } from '../../db/maker.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { Actor } from '../viewer.ts'

/*
 * A screen keeps 32 random bytes in a cookie that no script reads; the database has their SHA-256. The row goes when the
 * screen is revoked, or when nobody has paired it in time.
 */

interface ScreenRow {
  id: string
  name: string
  walls: string[]
  rotate_seconds: number
  paired_by: string
  paired_at: Date
}

const columns = 'id, name, walls, rotate_seconds, paired_by, paired_at'

/** A television hangs on a wall, and goes on when whoever has hung it up leaves. @param demo an expression */
function isPaired(demo: string): string {
  return `paired_at is not null and ${isOfThisInstallation({ maker: 'tv_screens.paired_by_id', demo })}`
}

interface Tables {
  pool: Pool
  /** Whether this is a demonstration: outside of it what its personas have paired is nobody. */
  demo: boolean
}

/** @returns the cookie's value of a screen that waits to be paired. */
export async function beginPairing(pool: Pool): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await pool.query('delete from tv_screens where paired_at is null and code_expires_at < now()')
  await pool.query(
    `insert into tv_screens (id, digest, code, code_expires_at) values ($1, $2, $3, now() + make_interval(mins => $4))`,
    [randomUUID(), digestOf(token), newCode(), codeMinutes],
  )
  return token
}

function newCode(): string {
  return Array.from({ length: codeLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('')
}

export async function readScreenState({ pool, demo }: Tables, token: string | null): Promise<ScreenState> {
  if (token === null) return { state: 'unknown' }
  const { rows } = await pool.query<Partial<ScreenRow> & { code: string | null; code_expires_at: Date | null }>({
    name: 'read_screen_state',
    text: `select ${columns}, code, code_expires_at from tv_screens
      where digest = $1 and (${isPaired('$2::boolean')} or code_expires_at > now())`,
    values: [digestOf(token), demo],
  })
  const [row] = rows
  if (!row) return { state: 'unknown' }
  const { name, walls = [], rotate_seconds: rotateSeconds = 60, code, code_expires_at: expires } = row
  if (code !== null && expires !== null) return { state: 'waiting', code, expiresAt: expires.toISOString() }
  return { state: 'paired', name: name ?? '', walls, rotateSeconds }
}

/** @throws ProblemError `not-found` when no screen shows this code now */
export async function pairScreen(
  pool: Pool,
  { code, name, walls, rotateSeconds, pairedBy }: PairScreen & { pairedBy: Actor },
): Promise<TvScreenInfo> {
  const { rows } = await pool.query<ScreenRow>(
    `update tv_screens set code = null, code_expires_at = null, name = $2, walls = $3, rotate_seconds = $4, paired_by = $5,
        paired_by_id = ${personBehind('$6')}, paired_at = now()
      where code = $1 and code_expires_at > now() returning ${columns}`,
    [code, name, walls, rotateSeconds, pairedBy.name, pairedBy.id],
  )
  const [row] = rows
  if (!row) throw new ProblemError('not-found', 'no screen shows this code now; it changes every ten minutes')
  return toScreen(row)
}

export async function listScreens({ pool, demo }: Tables): Promise<TvScreenInfo[]> {
  const { rows } = await pool.query<ScreenRow>(
    `select ${columns} from tv_screens where ${isPaired('$1::boolean')} order by lower(name), id`,
    [demo],
  )
  return rows.map(toScreen)
}

/** From now on it is nobody. @throws ProblemError `not-found` */
export async function revokeScreen(pool: Pool, id: string): Promise<TvScreenInfo> {
  const { rows } = await pool.query<ScreenRow>(
    `delete from tv_screens where id = $1 and paired_at is not null returning ${columns}`,
    [id],
  )
  const [row] = rows
  if (!row) throw new ProblemError('not-found', 'there is no such screen')
  return toScreen(row)
}

/** @returns null when this cookie is no paired screen's. */
export async function readScreenViewer({ pool, demo }: Tables, token: string): Promise<Viewer | null> {
  const { rows } = await pool.query<Pick<ScreenRow, 'id' | 'name' | 'walls'>>({
    name: 'read_screen_viewer',
    text: `select id, name, walls from tv_screens where digest = $1 and ${isPaired('$2::boolean')}`,
    values: [digestOf(token), demo],
  })
  const [row] = rows
  if (!row) return null
  // A wall that a later version has, and this one does not, gives nothing.
  const walls = row.walls.flatMap((wall) => wallSchema.safeParse(wall).data ?? [])
  return { id: row.id, name: row.name, kind: 'screen', roles: [], walls }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function toScreen({
  rotate_seconds: rotateSeconds,
  paired_by: pairedBy,
  paired_at: at,
  ...row
}: ScreenRow): TvScreenInfo {
  return { ...row, rotateSeconds, pairedBy, pairedAt: at.toISOString() }
}
