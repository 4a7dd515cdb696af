import type { Pool } from 'pg'
import * as z from 'zod'
import type { SecretBox } from '../../../ingest/secrets.ts'
import type { VapidKeys } from './vapid.ts'
import { generateVapidKeys } from './vapid.ts'

/** The `push-keys` setting: made once for an installation, the private one sealed like the secret of a source. */
const key = 'push-keys'
const storedSchema = z.object({ publicKey: z.string(), privateSealed: z.base64() })

interface KeyOptions {
  pool: Pool
  box: SecretBox
}

/**
 * The same in every process. Keys that no longer open, since VIGIE_SECRET is another one, are replaced: browsers that subscribed
 * for the old ones must do so again.
 */
export async function readPushKeys({ pool, box }: KeyOptions): Promise<VapidKeys> {
  const known = await readStored(pool)
  const opened = known && openKeys(box, known)
  if (opened) return opened
  const made = generateVapidKeys()
  const privateSealed = Buffer.from(box.seal(made.privateKey, key)).toString('base64')
  const value = JSON.stringify({ publicKey: made.publicKey, privateSealed })
  // Of processes that start together the first one's are everybody's.
  await pool.query(
    `insert into settings (key, value, updated_at) values ($1, $2, now())
     on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at
     where settings.value::jsonb = $3::jsonb`,
    [key, value, known === undefined ? null : JSON.stringify(known)],
  )
  const stored = await readStored(pool)
  const keys = stored && openKeys(box, stored)
  if (!keys) throw new Error('the keys of push messages were replaced by a process with another VIGIE_SECRET')
  return keys
}

type Stored = z.infer<typeof storedSchema>

async function readStored(pool: Pool): Promise<Stored | undefined> {
  const { rows } = await pool.query<{ value: unknown }>('select value from settings where key = $1', [key])
  return rows[0] && storedSchema.parse(rows[0].value)
}

function openKeys(box: SecretBox, { publicKey, privateSealed }: Stored): VapidKeys | undefined {
  const sealed = Buffer.from(privateSealed, 'base64')
  return box.opens(sealed, key) ? { publicKey, privateKey: box.open(sealed, key) } : undefined
}
