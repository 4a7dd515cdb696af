import * as z from 'zod'
import type { DatabaseConfig } from '#contract/database.ts'
import { databaseConfigSchema } from '#contract/database.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { DatabaseKind, StoredSource } from '../provider.ts'
import { configParser } from '../provider.ts'
import { CaptureError } from './capture.ts'
import { checkDatabase } from './check-database.ts'
import { openConnection } from './connection.ts'
import { shownConnection } from './connection-string.ts'
import { sharedName } from './own-names.ts'

/** The kind of a database that Vigie goes to: its secret is a connection string, its config says what to capture and how. */
export const postgres = {
  kind: 'postgres',
  door: 'database',
  key: 'none',
  assignsSecret: true,
  secret: {
    generate: () => {
      throw new ProblemError('invalid-request', 'a database needs its connection string as the secret', {
        errors: [{ pointer: '#/secret', detail: 'is needed: postgresql://user:password@host:5432/database' }],
      })
    },
    parse(secret) {
      try {
        openConnection(secret, 'check')
      } catch (error) {
        if (error instanceof CaptureError) throw new ProblemError('invalid-request', error.message)
        throw error
      }
      return Buffer.from(secret)
    },
    shown: shownConnection,
  },
  check: ({ secret, config }, how) => checkDatabase({ secret, config: databaseConfigSchema.parse(config) }, how),
  shared: (source, others) => sharedName(named(source), others.map(named)),
  parseConfig: configParser('postgres', databaseConfigSchema),
  describe: () => ({
    kind: 'postgres',
    door: 'database',
    assignsSecret: true,
    hasPublicKey: false,
    config: z.toJSONSchema(databaseConfigSchema, { io: 'input' }),
  }),
} satisfies DatabaseKind & { parseConfig(config: unknown): DatabaseConfig }

function named({ slug, secret, config }: StoredSource) {
  return { slug, secret, config: databaseConfigSchema.parse(config) }
}
