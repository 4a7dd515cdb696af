import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSourceSchema } from '#contract/api.ts'
import { freeMailDomain } from '#demo/people.ts'
import { demoSources } from '#demo/sources.ts'
import { readBusiness, writeBusiness } from '#server/db/settings.ts'
import { changeSource, createSource, listSources, rotateSource, secretOfSource } from '#server/ingest/sources.ts'
import { SecretBox } from '#server/ingest/secrets.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import type { Ground, ProgramOptions } from './bring-up.ts'
import { ensureErpSource, erpNames, prepareErp } from './demo-erp.ts'
import { withStoreOn } from './installation.ts'
import type { Store } from './installation.ts'

const business = { company: 'Brisemer', timeZone: 'Europe/Paris' }

export interface DemoAccess {
  /** The secret of each of the demonstration's doors, by slug. */
  secrets: Readonly<Record<string, string>>
  /** Connection string of the ERP's database, for its own application. */
  erpUrl: string
}

/** Makes the installation the demonstration company's: its name, its time zone, its ERP, its sources. */
export async function prepareDemo(
  { databaseUrl, secret }: Pick<Ground, 'databaseUrl' | 'secret'>,
  names = erpNames,
): Promise<DemoAccess> {
  return withStoreOn(databaseUrl, new SecretBox(secret), async (store) => {
    await refuseRealInstallation(store)
    await writeBusiness(store.prisma, business)
    await knowFreeMail(store)
    const erp = await prepareErp(databaseUrl, names)
    await ensureErpSource(store, erp, names)
    await pauseFormerSource(store)
    const secrets: Record<string, string> = {}
    for (const source of demoSources) secrets[source.slug] = await ensureSource(store, source)
    return { secrets, erpUrl: erp.owner }
  })
}

/** Else all who have an address there would be of one company. What somebody has set since stays. */
async function knowFreeMail({ prisma }: Store): Promise<void> {
  const value = { freeDomains: [freeMailDomain] }
  await prisma.setting.createMany({ data: { key: 'identity', value }, skipDuplicates: true })
}

/**
 * Older demonstrations sent stock by webhooks, before there was an ERP. Their source is paused and not removed: its events
 * are in the log, and a source that is removed would have no name any more.
 */
async function pauseFormerSource(store: Store): Promise<void> {
  const former = (await listSources(store)).find(({ slug }) => slug === 'erp-stock')
  if (former?.enabled) await changeSource(store, former.slug, { enabled: false })
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

/** The company as a process of its own, which knows nothing of Vigie but its doors, and its own ERP. */
export function demoProgram({ addresses, logDirectory }: Ground, { secrets, erpUrl }: DemoAccess): ProgramOptions {
  return {
    name: 'demonstration company',
    args: [fileURLToPath(new URL('../demo/company.ts', import.meta.url))],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      VIGIE_DEMO_URL: addresses.eventServerUrl,
      VIGIE_DEMO_SOURCES: JSON.stringify(secrets),
      VIGIE_DEMO_ERP: erpUrl,
    },
    logPath: join(logDirectory, 'demo.log'),
  }
}
