import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'

export type Prisma = PrismaClient

/** Prisma Client for everything that is not a hot path; those use `pg` with prepared statements. */
export function createPrisma(databaseUrl: string): Prisma {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl, max: 3 }) })
}
