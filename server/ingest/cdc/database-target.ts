import type { DatabaseConfig, DatabaseTarget } from '#contract/database.ts'
import type { Prisma } from '../../db/prisma.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { SecretBox } from '../secrets.ts'
import type { OwnNames } from './inspect.ts'
import { postgres } from './postgres-kind.ts'

/** A database with its connection string, which leaves this process towards that database only. */
export interface OpenedTarget {
  connection: string
  /** What Vigie has, or would have, there. */
  own: OwnNames
  /** As the source has it now; null of one that is to be made. */
  config: DatabaseConfig | null
}

/** @throws ProblemError `not-found` when there is no such source of the kind `postgres`. */
export async function openTarget(
  { prisma, box }: { prisma: Prisma; box: SecretBox },
  target: DatabaseTarget,
): Promise<OpenedTarget> {
  if ('connection' in target) return { connection: target.connection, own: {}, config: null }
  const { source: slug } = target
  const row = await prisma.source.findUnique({ where: { slug, kind: postgres.kind } })
  if (!row) throw new ProblemError('not-found', `there is no source of the kind ${postgres.kind} named ${slug}`)
  const config = postgres.parseConfig(row.config)
  return { connection: box.open(row.secretSealed, slug), own: ownNamesOf(config), config }
}

function ownNamesOf(config: DatabaseConfig): OwnNames {
  switch (config.capture) {
    case 'replication':
      return { publication: config.publication, slot: config.slot }
    case 'outbox':
      return { schema: config.schema }
    case 'poll':
      return {}
  }
}
