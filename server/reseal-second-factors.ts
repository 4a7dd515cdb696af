import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import type { PoolClient } from 'pg'
import { signInSecret } from './api/sign-in/session-cookie.ts'

export interface Secrets {
  vigieSecret: string
  formerSecrets?: readonly string[]
}

interface Row {
  id: string
  secret: string
  backup_codes: string
}

/** Second factors are sealed by Better Auth, with its own key from VIGIE_SECRET. @returns how many were sealed anew. */
export async function resealSecondFactors(
  tx: PoolClient,
  { vigieSecret, formerSecrets = [] }: Secrets,
): Promise<number> {
  const key = signInSecret(vigieSecret)
  const formerKeys = formerSecrets.map(signInSecret)
  if (formerKeys.length === 0) return 0
  const { rows } = await tx.query<Row>('select id, secret, backup_codes from two_factors for update')
  let count = 0
  for (const { id, secret, backup_codes: codes } of rows) {
    // Each for itself: a process that knew the former secret alone may have renewed the codes of one that was sealed anew.
    const anew = await Promise.all([resealed(secret, { key, formerKeys }), resealed(codes, { key, formerKeys })])
    if (anew.every((sealed) => sealed === null)) continue
    await tx.query('update two_factors set secret = $2, backup_codes = $3 where id = $1', [
      id,
      anew[0] ?? secret,
      anew[1] ?? codes,
    ])
    count += 1
  }
  return count
}

interface Keys {
  key: string
  formerKeys: readonly string[]
}

/** @returns null where it is sealed with the key of now, or opens with none. */
async function resealed(data: string, { key, formerKeys }: Keys): Promise<string | null> {
  if ((await open(data, key)) !== null) return null
  for (const former of formerKeys) {
    const opened = await open(data, former)
    if (opened !== null) return symmetricEncrypt({ key, data: opened })
  }
  return null
}

async function open(data: string, key: string): Promise<string | null> {
  try {
    return await symmetricDecrypt({ key, data })
  } catch {
    return null
  }
}
