import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'
import { createPool } from './pool.ts'
import type { Logger } from '../runtime/logger.ts'
import { createLogger } from '../runtime/logger.ts'

export type Prisma = PrismaClient

/** Prisma Client for everything that is not a hot path; those use `pg` with prepared statements. Close: `$disconnect()`. */
export function createPrisma(databaseUrl: string, logger: Logger = createLogger('silent')): Prisma {
  const pool = createPool({ databaseUrl, logger, name: 'settings', max: 3 })
  return new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) })
}
