import type { Pool } from 'pg'
import * as z from 'zod'
import type { Destination } from './transfer-webhook.ts'
import type { SecretBox } from '../ingest/secrets.ts'
import { generateSecret } from '../ingest/standard-webhooks.ts'

/** The `transfer-destination` setting: its secret is sealed like a source's. */
const key = 'transfer-destination'
const storedSchema = z.object({ url: z.url(), secretSealed: z.base64() })

interface DestinationOptions {
  pool: Pool
  box: SecretBox
}

/** @returns null while nobody is to be told. */
export async function readDestination({ pool, box }: DestinationOptions): Promise<Destination | null> {
  const { rows } = await pool.query<{ value: unknown }>({
    name: 'read-transfer-destination',
    text: 'select value from settings where key = $1',
    values: [key],
  })
  if (!rows[0]) return null
  const { url, secretSealed } = storedSchema.parse(rows[0].value)
  return { url, secret: box.open(Buffer.from(secretSealed, 'base64'), key) }
}

/** @returns the new secret that requests are signed with from now on; null when nobody is told any more. */
export async function writeDestination({ pool, box }: DestinationOptions, url: string | null): Promise<string | null> {
  if (url === null) {
    await pool.query('delete from settings where key = $1', [key])
    return null
  }
  const secret = generateSecret()
  const value = { url, secretSealed: Buffer.from(box.seal(secret, key)).toString('base64') }
  await pool.query(
    `insert into settings (key, value, updated_at) values ($1, $2, now())
     on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`,
    [key, JSON.stringify(value)],
  )
  return secret
}
