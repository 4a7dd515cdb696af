import * as z from 'zod'
import type { DatabaseTarget, Inspection, Plan, Preview } from '#contract/database.ts'
import {
  databaseTargetSchema,
  inspectionSchema,
  planRequestSchema,
  planSchema,
  previewRequestSchema,
  previewSchema,
} from '#contract/database.ts'
import { sourceSlugSchema } from '#contract/event.ts'
import type { Operations } from '../operation.ts'

const slugParams = z.object({ slug: sourceSlugSchema.describe('Slug of the source') })
const ofErp = { params: { slug: 'erp-db' } }

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
const mapped = {
  capture: 'outbox',
  tables: ['public.orders'],
  mappings: [
    {
      name: 'orders',
      table: 'public.orders',
      on: ['insert'],
      type: 'order.placed',
      subject: 'order/{order_id}',
      data: { totalMinor: { column: 'total', as: 'minor-units' }, currency: { constant: 'EUR' } },
    },
  ],
}
const previewed: Preview = {
  errors: [],
  rows: [
    {
      mapping: 'orders',
      table: 'public.orders',
      row: { order_id: 4711, total: 12.9, updated_at: '2026-11-23T09:12:44.12+00:00' },
      event: {
        type: 'order.placed',
        subject: 'order/4711',
        occurredAt: '2026-11-23T09:12:44.120Z',
        data: { totalMinor: 1290, currency: 'EUR' },
      },
    },
  ],
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
      'In its order, without what is there already; nothing is run. `allowed` is false where connecting does not run it, because the user of the connection may not, or because it changes a replica identity: somebody who may runs it first. A database that cannot be asked is refused with `database_problem`.',
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
  'POST /v1/databases/preview': {
    id: 'previewDatabase',
    tag: 'Databases',
    summary: 'Try mappings on live rows',
    description:
      'A few rows of each mapped table, and the events that they would become; nothing is stored. What does not fit the live schema is in `errors`.',
    body: {
      schema: previewRequestSchema,
      examples: { 'One mapping': { target, config: mapped, mapping: 'orders' } },
    },
    answers: {
      200: {
        description: 'What would become of them.',
        content: { schema: previewSchema, examples: { 'An order': previewed } },
      },
    },
    problems: ['not-found', 'too-many-requests'],
  },
  'POST /v1/sources/{slug}/snapshot': {
    id: 'snapshotSource',
    tag: 'Databases',
    summary: 'Begin a database anew',
    description:
      'What is in it now is copied again, as history, and changes follow from there: after a gap, or when a slot was given up.',
    params: slugParams,
    answers: { 202: { description: 'Ordered: whichever server runs the capture begins within seconds.' } },
    problems: ['not-found'],
    example: ofErp,
  },
  'POST /v1/sources/{slug}/release': {
    id: 'releaseSource',
    tag: 'Databases',
    summary: 'Take back out of a database what Vigie put there',
    description:
      'Slot and publication, or triggers and outbox. The source is paused. When the database does not let it, the refusal has `database_problem`.',
    params: slugParams,
    answers: { 204: { description: 'Paused, and nothing of Vigie is left there.' } },
    problems: ['not-found'],
    example: ofErp,
  },
}
