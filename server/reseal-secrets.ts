import type { Pool, PoolClient } from 'pg'
import * as z from 'zod'
import { transaction } from './db/transaction.ts'
import type { SecretBox } from './ingest/secrets.ts'
import type { Secrets } from './reseal-second-factors.ts'
import { resealSecondFactors } from './reseal-second-factors.ts'
import type { Logger } from './runtime/logger.ts'

/*
 * After a change of VIGIE_SECRET everything that is sealed is sealed anew, in one transaction, when the first process starts that
 * knows both: from then on the former one opens nothing.
 */

interface ResealOptions extends Secrets {
  pool: Pool
  box: SecretBox
  logger: Logger
}

interface Sealed {
  /** What it is bound to: a slug, an address, the name of a setting. */
  name: string
  sealed: Buffer
}

/** Columns that hold something sealed, with what it is bound to. */
const columns = [
  { table: 'sources', name: 'slug', column: 'secret_sealed' },
  { table: 'sources', name: 'slug', column: 'previous_secret_sealed' },
  { table: 'recipients', name: 'address', column: 'subscription_sealed' },
] as const
type Place = (typeof columns)[number]

const settingSchema = z.record(z.string(), z.unknown())
/** Members of settings that hold something sealed, in base64, bound to the setting's name. */
const members = ['privateSealed', 'secretSealed'] as const

export async function resealSecrets({ pool, box, logger, ...secrets }: ResealOptions): Promise<void> {
  const resealed = await transaction(pool, { durable: true }, async (tx) => {
    let count = (await resealSettings(tx, box)) + (await resealSecondFactors(tx, secrets))
    for (const place of columns) count += await resealColumn(tx, box, place)
    return count
  })
  if (resealed > 0) logger.info({ resealed }, 'what was sealed with a former VIGIE_SECRET is sealed with this one')
}

async function resealColumn(tx: PoolClient, box: SecretBox, { table, name, column }: Place): Promise<number> {
  const { rows } = await tx.query<Sealed>(
    `select ${name} as name, ${column} as sealed from ${table} where ${column} is not null for update`,
  )
  const old = rows.flatMap((row) => {
    const anew = box.reseal(row.sealed, row.name)
    return anew === null ? [] : [{ name: row.name, anew }]
  })
  for (const row of old) {
    await tx.query(`update ${table} set ${column} = $1 where ${name} = $2`, [Buffer.from(row.anew), row.name])
    if (column === 'secret_sealed') {
      await digestAnew(tx, { slug: row.name, digest: box.digest(box.open(row.anew, row.name)) })
    }
  }
  return old.length
}

/** By which a source is found that only its key names. */
async function digestAnew(tx: PoolClient, { slug, digest }: { slug: string; digest: string }): Promise<void> {
  const text = 'update sources set key_digest = $1 where slug = $2 and key_digest is not null'
  await tx.query(text, [Buffer.from(digest, 'hex'), slug])
}

async function resealSettings(tx: PoolClient, box: SecretBox): Promise<number> {
  const { rows } = await tx.query<{ key: string; value: unknown }>('select key, value from settings for update')
  let count = 0
  for (const { key, value } of rows) {
    const setting = settingSchema.safeParse(value)
    for (const member of setting.success ? members : []) {
      const sealed = setting.data?.[member]
      const anew = typeof sealed === 'string' ? box.reseal(Buffer.from(sealed, 'base64'), key) : null
      if (anew === null) continue
      const text = 'update settings set value = jsonb_set(value::jsonb, $1, to_jsonb($2::text)) where key = $3'
      await tx.query(text, [[member], Buffer.from(anew).toString('base64'), key])
      count += 1
    }
  }
  return count
}
