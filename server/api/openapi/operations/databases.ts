import type { DatabaseTarget, Inspection, Plan } from '#contract/database.ts'
import { databaseTargetSchema, inspectionSchema, planRequestSchema, planSchema } from '#contract/database.ts'
import type { Operations } from '../operation.ts'

const target: DatabaseTarget = { connection: 'postgresql://vigie:a-password@127.0.0.1:5432/erp' }

const clear = { possible: true, obstacles: [] }
const inspected: Inspection = {
  ok: true,
  server: { version: '17.6', database: 'erp', user: 'vigie', host: '127.0.0.1:5432', encrypted: false },
  modes: {
    replication: {
      possible: false,
      obstacles: [
        {
          code: 'wal-level',
          detail:
            "wal_level is replica; run as superuser: alter system set wal_level = 'logical', and restart the server. A managed service has a switch for it: see docs/databases.md",
        },
      ],
    },
    outbox: clear,
    poll: clear,
  },
  recommended: 'outbox',
  tables: [
    {
      table: 'public.orders',
      columns: [
        { name: 'order_id', type: 'bigint', nullable: false, generated: false },
        { name: 'total', type: 'numeric(12,2)', nullable: false, generated: false },
        { name: 'updated_at', type: 'timestamp with time zone', nullable: false, generated: false },
      ],
      primaryKey: ['order_id'],
      replicaIdentity: 'default',
      estimatedRows: 18_204,
      bytes: 4_128_768,
      canSelect: true,
      isPartitioned: false,
      suggestedMappings: [],
      suggestedCursor: 'updated_at',
    },
  ],
}
const planned: Plan = {
  statements: [
    {
      sql: `create publication "vigie" for table only "public"."orders" with (publish = 'insert, update, delete, truncate', publish_via_partition_root = true);`,
      why: 'publication',
      allowed: true,
    },
    {
      sql: `CREATE_REPLICATION_SLOT "vigie" LOGICAL pgoutput (SNAPSHOT 'export', FAILOVER true);`,
      why: 'slot',
      allowed: true,
    },
  ],
  undo: ["select pg_drop_replication_slot('vigie');", 'drop publication "vigie";'],
}
const refused: Inspection = {
  ok: false,
  problem: {
    code: 'wrong-password',
    detail:
      'user or password are wrong; check both, and %-encode what is special in the password (password authentication failed for user "vigie")',
  },
}

export const databaseOperations: Operations = {
  'POST /v1/databases/inspect': {
    id: 'inspectDatabase',
    tag: 'Databases',
    summary: 'Try a connection, and ask what the database allows',
    description:
      'One connection and a few questions to its catalogue; nothing is changed, and the connection is not kept. A connection that fails is an answer, too: `problem` says what is wrong and what to do.',
    body: {
      schema: databaseTargetSchema,
      examples: { 'A database that is to be connected': target, 'One that is': { source: 'erp-db' } },
    },
    answers: {
      200: {
        description: 'What was found, or why nothing was.',
        content: {
          schema: inspectionSchema,
          examples: { 'What is possible': inspected, 'A wrong password': refused },
        },
      },
    },
    problems: ['not-found', 'too-many-requests'],
  },
  'POST /v1/databases/plan': {
    id: 'planDatabase',
    tag: 'Databases',
    summary: 'List the SQL that connecting would run',
    description:
      'In its order, without what is there already; nothing is run. `allowed` is false where the user of the connection may not: somebody with more rights runs it first. A database that cannot be asked is refused with `database_problem`.',
    body: {
      schema: planRequestSchema,
      examples: { 'By replication': { target, config: { capture: 'replication', tables: ['public.orders'] } } },
    },
    answers: {
      200: {
        description: 'What would be run, and what takes it back.',
        content: { schema: planSchema, examples: { 'A publication and a slot': planned } },
      },
    },
    problems: ['not-found', 'too-many-requests'],
  },
}
