import { findEmbeddedUrl } from '#server/db/embedded.ts'
import { readEnv } from '#server/env.ts'
import { secretOfSource } from '#server/ingest/sources.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { withStore } from './installation.ts'

/** The secret of a source of the installation that runs on this data directory; null = there is no such source. */
export async function secretOf(slug: string): Promise<string | null> {
  const env = readEnv()
  if (env.DATABASE_URL === undefined && (await findEmbeddedUrl(env.VIGIE_DATA_DIR)) === undefined) {
    throw new OperatorError(`No Vigie runs on ${env.VIGIE_DATA_DIR}. Start it first (npm start), or say --secret.`)
  }
  return withStore(env, 'replay', (store) => secretOfSource(store, slug))
}
