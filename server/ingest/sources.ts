import type { ChangeSource, CreateSource, Source, SourceKindInfo } from '#contract/api.ts'
import { sourceConfigSchema } from '#contract/api.ts'
import { modeSchema } from '#contract/freshness.ts'
import type { Prisma } from '../db/prisma.ts'
import type { Source as SourceRow } from '../db/generated/client.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { refuseOwn, refuseTakenName } from './own-sources.ts'
import type { StoredSource } from './provider.ts'
import type { SecretBox } from './secrets.ts'
import type { AnyKind } from './provider-registry.ts'
import { kindOf } from './provider-registry.ts'

interface SourceStore {
  prisma: Prisma
  box: SecretBox
}

/** For who gives a source its secret. */
interface GivingStore extends SourceStore {
  /** `host:port` of servers whose calendars may be anywhere, and be read without TLS; absent = none. */
  feedHosts?: readonly string[] | undefined
}

/** How long the old secret goes on being accepted after a rotation, unless it is said otherwise. */
export const rotationOverlapMs = 24 * 3_600_000

/**
 * @returns the source and its secret, which is shown this once.
 * @throws ProblemError `conflict` when the slug is taken; `forbidden` when it is no source's to have; `invalid-request` when
 *   kind, config or secret do not fit.
 */
export async function createSource(
  { prisma, box, feedHosts }: GivingStore,
  input: CreateSource,
): Promise<{ source: Source; secret: string }> {
  refuseTakenName(input.slug)
  const provider = kindOf(input.kind)
  const config = provider.parseConfig(input.config ?? {})
  const secret = chooseSecret(provider, { given: input.secret, feedHosts })
  await requireUnshared({ prisma, box }, provider, { slug: input.slug, secret, config })
  await provider.check?.({ secret, config })
  const { count } = await prisma.source.createMany({
    data: {
      slug: input.slug,
      name: input.name ?? input.slug,
      kind: input.kind,
      config,
      mode: provider.mode ?? input.mode,
      promiseSeconds: input.promiseSeconds,
      silenceSeconds: input.silenceSeconds,
      ratePerMinute: input.ratePerMinute,
      secretSealed: box.seal(secret, input.slug),
      keyDigest: keyDigestOf(provider, box, secret),
    },
    skipDuplicates: true,
  })
  const row = await prisma.source.findUnique({ where: { slug: input.slug } })
  if (count === 0)
    throw row
      ? conflict('#/slug', `there is already a source named ${input.slug}; choose another name or rotate its secret`)
      : keyConflict()
  if (!row) throw new ProblemError('conflict', `the source ${input.slug} was deleted while it was made`)
  return { source: toSource(row, box), secret: shownOf(provider, secret) }
}

function shownOf({ secret: form }: AnyKind, secret: string): string {
  return form.shown?.(secret) ?? secret
}

interface GivenSecret {
  given: string | undefined
  feedHosts: readonly string[] | undefined
}

/** @throws ProblemError `invalid-request` when the given one has not the form of the kind, or is of no use. */
function chooseSecret({ secret, door }: AnyKind, { given = secret.generate(), feedHosts = [] }: GivenSecret): string {
  try {
    if (door !== 'database') refuseConnectionString(given)
    secret.parse(given)
    const refusal = secret.refuse?.(given, feedHosts) ?? null
    if (refusal !== null) throw new ProblemError('invalid-request', refusal)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    throw new ProblemError(error.code, error.message, { errors: [{ pointer: '#/secret', detail: error.message }] })
  }
  return given
}

/** Some kinds take any text: one that was left in a variable from connecting a database would be in force unnoticed. */
function refuseConnectionString(secret: string): void {
  if (!/^postgres(?:ql)?:\/\//i.test(secret)) return
  throw new ProblemError(
    'invalid-request',
    'the secret is a connection string of a database, and this is none; does VIGIE_SOURCE_SECRET still hold one?',
  )
}

/** @throws ProblemError `conflict` where this source and another of its kind would be in each other's way. */
async function requireUnshared({ prisma, box }: SourceStore, provider: AnyKind, source: StoredSource): Promise<void> {
  const { kind, shared } = provider
  if (!shared) return
  const rows = await prisma.source.findMany({ where: { kind, slug: { not: source.slug } } })
  const others = rows.flatMap((row) => openStored(box, row))
  const found = shared(source, [...others, ...(await readInForce(prisma, provider, others))])
  if (found) throw conflict(found.pointer, found.detail)
}

/** What they have made in a database, as far as it is known: after a change of the config it is there until it is taken out. */
async function readInForce(
  prisma: Prisma,
  provider: AnyKind,
  sources: readonly StoredSource[],
): Promise<StoredSource[]> {
  const captures = await prisma.capture.findMany({
    where: { source: { in: sources.map(({ slug }) => slug) } },
    select: { source: true, config: true },
  })
  return captures.flatMap(({ source, config }) => {
    const stored = sources.find(({ slug }) => slug === source)
    return stored && config !== null && canParse(provider, config) ? [{ ...stored, config }] : []
  })
}

/** What an older version has left may not be read any more; the capture passes over it, too. */
function canParse(provider: AnyKind, config: unknown): boolean {
  try {
    provider.parseConfig(config)
    return true
  } catch {
    return false
  }
}

/** Nothing of one whose secret was sealed under another key: it is in nobody's way until it gets a new one. */
function openStored(box: SecretBox, { slug, secretSealed, config }: SourceRow): StoredSource[] {
  try {
    return [{ slug, secret: box.open(secretSealed, slug), config }]
  } catch {
    return []
  }
}

function conflict(pointer: string, detail: string): ProblemError {
  return new ProblemError('conflict', detail, { errors: [{ pointer, detail }] })
}

function keyConflict(): ProblemError {
  return conflict('#/secret', 'another source has this key; leave it out, and one is made')
}

/** Of a key that alone says who sends; null where the address does. */
function keyDigestOf({ key }: AnyKind, box: SecretBox, secret: string): Uint8Array<ArrayBuffer> | null {
  return key === 'none' ? null : new Uint8Array(Buffer.from(box.digest(secret), 'hex'))
}

export async function listSources({ prisma, box }: SourceStore): Promise<Source[]> {
  const rows = await prisma.source.findMany({ orderBy: { slug: 'asc' } })
  return rows.map((row) => toSource(row, box))
}

/** @throws ProblemError `not-found`. */
export async function findSource({ prisma, box }: SourceStore, slug: string): Promise<Source> {
  const row = await prisma.source.findUnique({ where: { slug } })
  if (!row) throw notFound(slug)
  return toSource(row, box)
}

/** @throws ProblemError `not-found`; `forbidden` for one of the server's own; `invalid-request` when the config does not fit. */
export async function changeSource({ prisma, box }: SourceStore, slug: string, change: ChangeSource): Promise<Source> {
  refuseOwn(slug)
  const current = await prisma.source.findUnique({ where: { slug } })
  if (!current) throw notFound(slug)
  const kind = kindOf(current.kind)
  const config = change.config && kind.parseConfig(change.config)
  if (config) {
    const secret = box.open(current.secretSealed, slug)
    await requireUnshared({ prisma, box }, kind, { slug, secret, config })
    await kind.check?.({ secret, config })
  }
  const { mode = change.mode } = kind
  const data = Object.fromEntries(
    Object.entries({ ...change, config, mode }).filter(([, value]) => value !== undefined),
  )
  const row = await prisma.source.update({ where: { slug }, data })
  return toSource(row, box)
}

function notFound(slug: string): ProblemError {
  return new ProblemError('not-found', `there is no source named ${slug}`)
}

/**
 * Gives a source a new secret; the old one goes on being accepted for the overlap, so that nothing is refused while
 * the sender changes over.
 *
 * @throws ProblemError `not-found`; `forbidden` for one of the server's own; `invalid-request` when the secret does not fit;
 *   `conflict` when somebody else rotated it at the same time, or another source has this key.
 */
export async function rotateSource(
  { prisma, box, feedHosts }: GivingStore,
  { slug, secret: given, overlapMs = rotationOverlapMs }: { slug: string; secret?: string; overlapMs?: number },
): Promise<{ source: Source; secret: string }> {
  refuseOwn(slug)
  const current = await prisma.source.findUnique({ where: { slug } })
  if (!current) throw notFound(slug)
  const provider = kindOf(current.kind)
  const secret = chooseSecret(provider, { given, feedHosts })
  await requireUnshared({ prisma, box }, provider, { slug, secret, config: current.config })
  await provider.check?.({ secret, config: current.config }, { isSaved: true })
  const keyDigest = keyDigestOf(provider, box, secret)
  // One that no longer opens is of no use to anybody.
  const isAccepted = box.opens(current.secretSealed, slug)
  const rotated = prisma.source.updateMany({
    // Of two rotations at the same time one must fail: else the loser's secret would be valid nowhere.
    where: { slug, secretSealed: current.secretSealed },
    data: {
      secretSealed: box.seal(secret, slug),
      keyDigest,
      previousSecretSealed: isAccepted ? current.secretSealed : null,
      previousSecretExpiresAt: isAccepted ? new Date(Date.now() + overlapMs) : null,
    },
  })
  const { count } = await rotated.catch((cause: unknown) => {
    throw isUniqueViolation(cause) ? keyConflict() : cause
  })
  if (count === 0) throw new ProblemError('conflict', `the secret of ${slug} is being rotated by somebody else`)
  const row = await prisma.source.findUniqueOrThrow({ where: { slug } })
  return { source: toSource(row, box), secret: shownOf(provider, secret) }
}

/** Prisma's name for it: https://www.prisma.io/docs/orm/reference/error-reference#p2002 */
function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'P2002'
}

/** @returns the current secret, for programs that run beside the server; null when there is no such source. */
export async function secretOfSource({ prisma, box }: SourceStore, slug: string): Promise<string | null> {
  const row = await prisma.source.findUnique({ where: { slug } })
  return row && box.open(row.secretSealed, slug)
}

function toSource(row: SourceRow, box: SecretBox): Source {
  const { slug, secretSealed, previousSecretExpiresAt: previousUntil } = row
  const { door, key } = kindOf(row.kind)
  return {
    slug,
    name: row.name,
    kind: row.kind,
    config: sourceConfigSchema.parse(row.config),
    mode: modeSchema.parse(row.mode),
    promiseSeconds: row.promiseSeconds,
    silenceSeconds: row.silenceSeconds,
    ratePerMinute: row.ratePerMinute,
    enabled: row.enabled,
    path: paths[door](slug),
    ...(key === 'public' && box.opens(secretSealed, slug) && { publicKey: box.open(secretSealed, slug) }),
    previousSecretUntil: previousUntil !== null && previousUntil > new Date() ? previousUntil.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
  }
}

const paths: Record<SourceKindInfo['door'], (slug: string) => string> = {
  webhooks: (slug) => `/v1/webhooks/${slug}`,
  events: () => '/v1/events',
  tracking: () => '/v1/batch',
  debezium: (slug) => `/v1/debezium/${slug}`,
  database: (slug) => `/v1/sources/${slug}`,
  feed: (slug) => `/v1/sources/${slug}`,
}
