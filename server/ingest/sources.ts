import type { CreateSource, Source } from '#contract/api.ts'
import { sourceConfigSchema } from '#contract/api.ts'
import { modeSchema } from '#contract/freshness.ts'
import type { Prisma } from '../db/prisma.ts'
import type { Source as SourceRow } from '../db/generated/client.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { SecretBox } from './secrets.ts'
import { providerOf } from './provider-registry.ts'

interface SourceStore {
  prisma: Prisma
  box: SecretBox
}

/** How long the old secret goes on being accepted after a rotation, unless it is said otherwise. */
export const rotationOverlapMs = 24 * 3_600_000

/**
 * @returns the source and its secret, which is shown this once.
 * @throws ProblemError `conflict` when the slug is taken; `invalid-request` when kind, config or secret do not fit.
 */
export async function createSource(
  { prisma, box }: SourceStore,
  input: CreateSource,
): Promise<{ source: Source; secret: string }> {
  const provider = providerOf(input.kind)
  const config = provider.parseConfig(input.config ?? {})
  const secret = input.secret ?? provider.secret.generate()
  provider.secret.parse(secret)
  const { count } = await prisma.source.createMany({
    data: {
      slug: input.slug,
      name: input.name ?? input.slug,
      kind: input.kind,
      config,
      mode: input.mode,
      promiseSeconds: input.promiseSeconds,
      secretSealed: box.seal(secret, input.slug),
    },
    skipDuplicates: true,
  })
  if (count === 0)
    throw new ProblemError(
      'conflict',
      `there is already a source named ${input.slug}; choose another name or rotate its secret`,
    )
  const row = await prisma.source.findUniqueOrThrow({ where: { slug: input.slug } })
  return { source: toSource(row), secret }
}

export async function listSources(prisma: Prisma): Promise<Source[]> {
  const rows = await prisma.source.findMany({ orderBy: { slug: 'asc' } })
  return rows.map(toSource)
}

/**
 * Gives a source a new secret; the old one goes on being accepted for the overlap, so that nothing is refused while
 * the sender changes over.
 *
 * @throws ProblemError `not-found`; `conflict` when somebody else rotated it at the same time.
 */
export async function rotateSource(
  { prisma, box }: SourceStore,
  { slug, secret: given, overlapMs = rotationOverlapMs }: { slug: string; secret?: string; overlapMs?: number },
): Promise<{ source: Source; secret: string }> {
  const current = await prisma.source.findUnique({ where: { slug } })
  if (!current) throw new ProblemError('not-found', `there is no source named ${slug}`)
  const provider = providerOf(current.kind)
  const secret = given ?? provider.secret.generate()
  provider.secret.parse(secret)
  const { count } = await prisma.source.updateMany({
    // Of two rotations at the same time one must fail: else the loser's secret would be valid nowhere.
    where: { slug, secretSealed: current.secretSealed },
    data: {
      secretSealed: box.seal(secret, slug),
      // One that no longer opens is of no use to anybody.
      previousSecretSealed: box.opens(current.secretSealed, slug) ? current.secretSealed : null,
      previousSecretExpiresAt: new Date(Date.now() + overlapMs),
    },
  })
  if (count === 0) throw new ProblemError('conflict', `the secret of ${slug} is being rotated by somebody else`)
  const row = await prisma.source.findUniqueOrThrow({ where: { slug } })
  return { source: toSource(row), secret }
}

/** @returns the current secret, for programs that run beside the server; null when there is no such source. */
export async function secretOfSource({ prisma, box }: SourceStore, slug: string): Promise<string | null> {
  const row = await prisma.source.findUnique({ where: { slug } })
  return row && box.open(row.secretSealed, slug)
}

export function toSource(row: SourceRow): Source {
  return {
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    config: sourceConfigSchema.parse(row.config),
    mode: modeSchema.parse(row.mode),
    promiseSeconds: row.promiseSeconds,
    enabled: row.enabled,
    path: `/v1/webhooks/${row.slug}`,
    createdAt: row.createdAt.toISOString(),
  }
}
