import { join } from 'node:path'
import { prepareDataDirectory } from '#server/db/cluster-files.ts'
import { createCommandPool } from '#server/db/pool.ts'
import type { Env } from '#server/env.ts'
import type { SealedSource } from '#server/ingest/sealed-sources.ts'
import { fitOf, readSealedSources } from '#server/ingest/sealed-sources.ts'
import { SecretBox } from '#server/ingest/secrets.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { readOrCreateSecret, readSecret } from '#server/runtime/secret-file.ts'

/** What a start runs with: VIGIE_SECRET, or the `secret` of the data directory, which is made where there is none. */
export async function installationSecret(env: Env): Promise<string> {
  if (env.VIGIE_SECRET !== undefined) return env.VIGIE_SECRET
  await prepareDataDirectory(env.VIGIE_DATA_DIR)
  return readOrCreateSecret(env.VIGIE_DATA_DIR)
}

/**
 * The key that a command seals with. What it sealed with another than the server's would open nowhere, and shut a door.
 *
 * @param isLost whoever runs it has said that nobody has the secret any more that the sources were sealed with.
 * @throws {OperatorError} when the secret is not that of this database; none is made then.
 */
export async function boxOf(env: Env, databaseUrl: string, { isLost }: { isLost: boolean }): Promise<SecretBox> {
  const sources = await readSources(databaseUrl)
  if (sources.length === 0) return new SecretBox(await installationSecret(env), env.VIGIE_SECRET_PREVIOUS)
  const secret = env.VIGIE_SECRET ?? (await readSecret(env.VIGIE_DATA_DIR))
  if (secret === undefined) throw new OperatorError(missing(env))
  const box = new SecretBox(secret, env.VIGIE_SECRET_PREVIOUS)
  if (!isLost && fitOf(box, sources).isForeign) throw new OperatorError(foreign(env, sources))
  return box
}

/** @returns what is to be said where the secret of a start does not open each source; undefined where it does. */
export async function secretTrouble(env: Env, databaseUrl: string, secret: string): Promise<string | undefined> {
  const box = new SecretBox(secret, env.VIGIE_SECRET_PREVIOUS)
  const { closed } = fitOf(box, await readSources(databaseUrl))
  if (closed.length === 0) return undefined
  return (
    `${nameOfSecret(env)} is not what the secrets of these sources were sealed with, and their doors are shut: ` +
    `${closed.join(', ')}. Start with the former secret, or name it in VIGIE_SECRET_PREVIOUS. ${lost}`
  )
}

/** @returns how far the secret is that of the database. @throws {OperatorError} where it is not. */
export async function checkSecret(env: Env, databaseUrl: string): Promise<string> {
  const secret = env.VIGIE_SECRET ?? (await readSecret(env.VIGIE_DATA_DIR))
  if (secret !== undefined) {
    const trouble = await secretTrouble(env, databaseUrl, secret)
    if (trouble !== undefined) throw new OperatorError(trouble)
    return `${nameOfSecret(env)} opens every source`
  }
  if ((await readSources(databaseUrl)).length > 0) throw new OperatorError(missing(env))
  return 'made with the first source, or at the first start'
}

async function readSources(databaseUrl: string): Promise<SealedSource[]> {
  const pool = createCommandPool(databaseUrl)
  try {
    return await readSealedSources(pool)
  } finally {
    await pool.end()
  }
}

/** As it is called in messages. */
function nameOfSecret(env: Env): string {
  return env.VIGIE_SECRET === undefined ? join(env.VIGIE_DATA_DIR, 'secret') : 'VIGIE_SECRET'
}

const lost = 'If nobody has that secret any more, docs/operating.md says under "Backup" what to do.'
const help = `Give this command the VIGIE_SECRET or the VIGIE_DATA_DIR with which Vigie runs on it. ${lost}`

function missing(env: Env): string {
  return `VIGIE_SECRET is not set, there is no ${nameOfSecret(env)}, and this database has sources already. ${help}`
}

function foreign(env: Env, sources: readonly SealedSource[]): string {
  const names = sources.map(({ slug }) => slug).join(', ')
  return `${nameOfSecret(env)} is not the secret of this database: it opens none of its sources (${names}). ${help}`
}
