import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSourceSchema } from '#contract/api.ts'
import { demoSources } from '#demo/sources.ts'
import { readBusiness, writeBusiness } from '#server/db/settings.ts'
import { createSource, listSources, rotateSource, secretOfSource } from '#server/ingest/sources.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import type { Ground, ProgramOptions } from './bring-up.ts'
import { withStoreOn } from './installation.ts'
import type { Store } from './installation.ts'

const business = { company: 'Brisemer', timeZone: 'Europe/Paris' }

/** The secret of each of the demonstration's sources, by slug. */
export type DemoSecrets = Readonly<Record<string, string>>

/** Makes the installation the demonstration company's: its name, its time zone, its sources. */
export async function prepareDemo({ databaseUrl, secret }: Ground): Promise<DemoSecrets> {
  return withStoreOn(databaseUrl, secret, async (store) => {
    await refuseRealInstallation(store)
    await writeBusiness(store.prisma, business)
    const secrets: Record<string, string> = {}
    for (const source of demoSources) secrets[source.slug] = await ensureSource(store, source)
    return secrets
  })
}

/** Invented sales never mix with somebody's own. */
async function refuseRealInstallation({ prisma }: Store): Promise<void> {
  const { company } = await readBusiness(prisma)
  const events = await prisma.logHead.findFirst()
  const isDemo = company === business.company
  if (isDemo || events === null || events.position === 0n) return
  throw new OperatorError(
    'This installation already holds events of its own, and the demonstration would add invented ones. ' +
      'Give it another data directory: VIGIE_DATA_DIR=.vigie-demo npm run demo',
  )
}

async function ensureSource(store: Store, source: (typeof demoSources)[number]): Promise<string> {
  const known = await listSources(store)
  if (!known.some(({ slug }) => slug === source.slug)) {
    return (await createSource(store, createSourceSchema.parse(source))).secret
  }
  try {
    const secret = await secretOfSource(store, source.slug)
    if (secret !== null) return secret
  } catch {
    // Sealed with another VIGIE_SECRET: nobody can open it any more, so it is replaced.
  }
  return (await rotateSource(store, { slug: source.slug, overlapMs: 0 })).secret
}

/** The company as a process of its own, which knows nothing of Vigie but its doors. */
export function demoProgram({ addresses, logDirectory }: Ground, secrets: DemoSecrets): ProgramOptions {
  return {
    name: 'demonstration company',
    args: [fileURLToPath(new URL('../demo/company.ts', import.meta.url))],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      VIGIE_DEMO_URL: addresses.eventServerUrl,
      VIGIE_DEMO_SOURCES: JSON.stringify(secrets),
    },
    logPath: join(logDirectory, 'demo.log'),
  }
}
