import * as z from 'zod'
import { eventTypeSchema, printableTextSchema } from './event.ts'
import { pointerErrorSchema } from './problem.ts'
import { timeZoneSchema } from './time-zone.ts'

/*
 * A database as a source (kind `postgres`): how its changes are captured, and what its rows mean. Vigie goes to it, so it
 * has no door; its secret is a connection string.
 */

/** A name as PostgreSQL stores it, unquoted. */
export const identifierSchema = printableTextSchema.min(1).max(63)

/** `schema.table`, as PostgreSQL stores both. */
export const tableNameSchema = printableTextSchema
  .max(127)
  .regex(/^[^.]{1,63}\..{1,63}$/, 'must be schema.table, such as public.orders')

export const changeOperationSchema = z.enum(['insert', 'update', 'delete'])
export type ChangeOperation = z.infer<typeof changeOperationSchema>

/** Where a member of `data` comes from. */
export const mappedValueSchema = z.union([
  z
    .strictObject({
      column: identifierSchema.describe('The column'),
      of: z
        .enum(['after', 'before'])
        .optional()
        .describe('The row after the change, or before it; absent = after, and of a deleted row before'),
      as: z
        .enum(['text', 'number', 'minor-units', 'boolean', 'time', 'json'])
        .optional()
        .describe(
          'What it becomes; absent = as the database has it. `minor-units`: 12.90 becomes 1290, digit by digit. `time`: ' +
            'ISO 8601 in UTC; a number counts seconds since 1970, or milliseconds from 100,000,000,000 on',
        ),
      digits: z.int().min(0).max(4).optional().describe('Decimals of `minor-units`; absent = 2'),
    })
    .describe('The value of a column'),
  z
    .strictObject({ constant: z.union([z.string().max(512), z.number(), z.boolean()]) })
    .describe('The same value for every row'),
])
export type MappedValue = z.infer<typeof mappedValueSchema>

export const mappedDataSchema = z.record(z.string().min(1).max(63), mappedValueSchema)

const comparable = z.union([z.string().max(512), z.number(), z.boolean()])

/**
 * What must be true of a row: the row after the change, and of a deleted one the row before. Null is equal to nothing, and
 * not equal to every value. What the database did not send fulfils nothing, except that a column that is kept is not null;
 * without the row before the change nothing has `changed`.
 */
export const conditionSchema = z.discriminatedUnion('is', [
  z.strictObject({ column: identifierSchema, is: z.literal('equal'), value: comparable }),
  z.strictObject({ column: identifierSchema, is: z.literal('not-equal'), value: comparable }),
  z.strictObject({ column: identifierSchema, is: z.literal('one-of'), values: z.array(comparable).min(1).max(100) }),
  z.strictObject({ column: identifierSchema, is: z.enum(['null', 'not-null', 'changed']) }),
])
export type MappingCondition = z.infer<typeof conditionSchema>

/**
 * A row of one table becomes one event. Values that are null or were not sent are left out of it; so is what cannot become
 * what it should, and then `data.mappingError` says so. An event that does not fit its type of the catalogue is kept as
 * `<schema>.<table>.<verb>`, with `data.mappingError`. A change of a table with mappings that meets none of them becomes no
 * event; only tables without any, and no lines of others, say that they were truncated.
 */
export const tableMappingSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'use 1 to 40 of a-z, 0-9 and "-"')
    .describe('Unlike any other mapping of this source; it stands in the ids of events'),
  table: tableNameSchema.describe('Whose rows: `schema.table`'),
  on: z
    .array(changeOperationSchema)
    .min(1)
    .describe(
      'Which changes. A row that is read, because it was there before or because a table is polled, counts as inserted',
    ),
  when: z.array(conditionSchema).max(20).default([]).describe('All must be true'),
  type: eventTypeSchema.describe('Of the event, such as `order.placed`'),
  subject: printableTextSchema
    .min(1)
    .max(256)
    .optional()
    .describe('Such as `order/{order_id}`: a name in braces is a column. Absent = table and key'),
  occurredAt: identifierSchema.optional().describe('The column that says when; absent = when it was committed'),
  timeZone: timeZoneSchema.optional().describe('Of times that the database keeps without a zone; absent = UTC'),
  data: mappedDataSchema.describe('Members of `data`'),
  lines: z
    .strictObject({
      table: tableNameSchema.describe('Whose rows belong to the event, such as the lines of an order'),
      match: z
        .record(identifierSchema, identifierSchema)
        .describe('Column of the line to the column of this table that it refers to'),
      as: z.string().min(1).max(63).default('lines').describe('Member of `data` that holds them'),
      data: mappedDataSchema.describe('Members of each line'),
    })
    .optional()
    .describe(
      'Rows of another table that the same transaction inserted or changed, as they are at its commit, when the event is ' +
        'made; of rows that were there before, all. Rows that are polled belong to no transaction and have none. Past ' +
        '64 MiB of held rows of one transaction events are made with the lines that have come, and `linesTruncated`',
    ),
})
export type TableMapping = z.infer<typeof tableMappingSchema>

const tables = z
  .array(tableNameSchema)
  .min(1)
  .max(500)
  .describe('The tables that are captured. A row of a table without a mapping becomes `<schema>.<table>.<verb>`')
const mappings = z.array(tableMappingSchema).max(500).default([]).describe('What rows mean')
const snapshot = z.boolean().default(true).describe('Whether rows that are there already come in first, as history')

export const replicationConfigSchema = z.strictObject({
  capture: z.literal('replication').describe('The write-ahead log is followed by logical replication'),
  tables,
  mappings,
  snapshot,
  publication: identifierSchema.default('vigie').describe('Name of the publication'),
  slot: z
    .string()
    .regex(/^[a-z0-9_]{1,63}$/, 'use 1 to 63 of a-z, 0-9 and "_"')
    .default('vigie')
    .describe('Name of the replication slot'),
  walBudgetBytes: z
    .int()
    .min(16 * 1024 ** 2)
    .default(4 * 1024 ** 3)
    .describe('Write-ahead log that the slot may hold back at the most; past it the slot is given up'),
})

export const outboxConfigSchema = z.strictObject({
  capture: z.literal('outbox').describe('Triggers write every change to an outbox table, which is read and emptied'),
  tables,
  mappings,
  snapshot,
  schema: identifierSchema.default('vigie').describe('Schema of the outbox table and the trigger function'),
  outboxBudgetBytes: z
    .int()
    .min(16 * 1024 ** 2)
    .default(1024 ** 3)
    .describe('Room that the outbox may take at the most; past it, while most of it waits to be read, it is given up'),
  pollSeconds: z.number().min(0.1).max(60).default(1).describe('How often it is read when no notification comes'),
})

/** One repeated question. */
export const polledTableSchema = z.strictObject({
  table: tableNameSchema.describe('The table, or, with `query`, what its rows are called: `schema.name`'),
  query: z.string().min(1).max(20_000).optional().describe('A select statement; absent = the whole table'),
  key: z.array(identifierSchema).min(1).max(16).describe('Columns that tell rows apart'),
  cursor: identifierSchema.describe('A column that only grows: a time of change, or a number'),
  overlap: z
    .number()
    .min(0)
    .default(60)
    .describe('How far behind the last cursor each reading begins, for late commits: seconds, or steps of the number'),
})
export type PolledTable = z.infer<typeof polledTableSchema>

export const pollConfigSchema = z.strictObject({
  capture: z.literal('poll').describe('Tables or queries are read again and again'),
  reads: z.array(polledTableSchema).min(1).max(100).describe('What is read'),
  mappings,
  snapshot,
  intervalSeconds: z.number().min(1).max(86_400).default(60).describe('Pause between two readings'),
})

export const databaseConfigSchema = z.discriminatedUnion('capture', [
  replicationConfigSchema,
  outboxConfigSchema,
  pollConfigSchema,
])
export type DatabaseConfig = z.infer<typeof databaseConfigSchema>
export type ReplicationConfig = z.infer<typeof replicationConfigSchema>
export type OutboxConfig = z.infer<typeof outboxConfigSchema>
export type PollConfig = z.infer<typeof pollConfigSchema>
export type CaptureMode = DatabaseConfig['capture']

/** What stands in the way of a capture, or of a first connection. Each has its own words on every screen. */
export const databaseProblemSchema = z.enum([
  // the line
  'malformed-connection',
  'host-unknown',
  'connection-refused',
  'connection-timeout',
  'connection-lost',
  'tls-required',
  'tls-failed',
  // who asks
  'wrong-password',
  'hba-refused',
  'database-unknown',
  'too-many-connections',
  'insufficient-privilege',
  // what is there
  'version-too-old',
  'read-only',
  'wal-level',
  'no-replication-privilege',
  'slots-exhausted',
  'senders-exhausted',
  'table-unknown',
  'column-unknown',
  'no-primary-key',
  'replica-identity',
  'publication-missing',
  'publication-empty',
  'outbox-missing',
  'query-failed',
  // what became of the slot, or the outbox
  'slot-missing',
  'slot-in-use',
  'slot-lost',
  'slot-given-up',
  'outbox-given-up',
  'failed-over',
  'schema-changed',
  // ours
  'mapping-failed',
  'internal',
])
export type DatabaseProblem = z.infer<typeof databaseProblemSchema>

export const inspectedColumnSchema = z.object({
  name: identifierSchema,
  type: z.string().describe('As `format_type` writes it'),
  nullable: z.boolean(),
  generated: z.boolean(),
})

export const inspectedTableSchema = z.object({
  table: tableNameSchema,
  columns: z.array(inspectedColumnSchema),
  primaryKey: z.array(identifierSchema).describe('Empty when there is none'),
  replicaIdentity: z.enum(['default', 'nothing', 'full', 'index']),
  estimatedRows: z.number(),
  bytes: z.number(),
  canSelect: z.boolean(),
  isPartitioned: z.boolean(),
  /** What it seems to mean, to begin with. */
  suggestedMappings: z.array(tableMappingSchema),
  suggestedCursor: identifierSchema.nullable(),
})
export type InspectedTable = z.infer<typeof inspectedTableSchema>

const modeVerdictSchema = z.object({
  possible: z.boolean(),
  /** Why not, or what it costs. */
  obstacles: z.array(z.object({ code: databaseProblemSchema, detail: z.string() })),
})

/** What a database allows. A failed connection is an answer, too: people try until it works. */
export const inspectionSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(false), problem: z.object({ code: databaseProblemSchema, detail: z.string() }) }),
  z.object({
    ok: z.literal(true),
    server: z.object({
      version: z.string(),
      database: z.string(),
      user: z.string(),
      host: z.string(),
      encrypted: z.boolean(),
    }),
    modes: z.object({ replication: modeVerdictSchema, outbox: modeVerdictSchema, poll: modeVerdictSchema }),
    recommended: z.enum(['replication', 'outbox', 'poll']),
    tables: z.array(inspectedTableSchema),
  }),
])
export type Inspection = z.infer<typeof inspectionSchema>

/** The connection of a source that is there, or of one that is to be. */
export const databaseTargetSchema = z.union([
  z.strictObject({ connection: z.string().max(2000).describe('postgresql://user:password@host:port/database') }),
  z.strictObject({ source: z.string().max(63).describe('Slug of a source of the kind `postgres`') }),
])
export type DatabaseTarget = z.infer<typeof databaseTargetSchema>

export const previewRequestSchema = z.strictObject({
  target: databaseTargetSchema,
  config: z.unknown().describe('As the source would have it'),
  mapping: z.string().optional().describe('Name of the one to try; absent = every one'),
})

/** Rows of the live database, and what they would become. Nothing is stored. */
export const previewSchema = z.object({
  errors: z.array(pointerErrorSchema).describe('What does not fit the live schema, by pointer into the config'),
  rows: z.array(
    z.object({
      mapping: z.string(),
      table: tableNameSchema,
      row: z.record(z.string(), z.unknown()),
      /** null: the row does not fulfil the conditions. */
      event: z
        .object({
          type: z.string(),
          subject: z.string().nullable(),
          occurredAt: z.iso.datetime(),
          data: z.unknown(),
        })
        .nullable(),
    }),
  ),
})
export type Preview = z.infer<typeof previewSchema>

export const planRequestSchema = z.strictObject({ target: databaseTargetSchema, config: z.unknown() })

/** The SQL that connecting runs, in order. What is there already is not in it. */
export const planSchema = z.object({
  statements: z.array(
    z.object({
      sql: z.string(),
      why: z.enum([
        'publication',
        'publication-tables',
        'replica-identity',
        'slot',
        'outbox-schema',
        'outbox-table',
        'outbox-function',
        'outbox-trigger',
        'grant',
      ]),
      /** Whether connecting runs it: the user may, and no replica identity is changed. Else somebody runs it first. */
      allowed: z.boolean(),
    }),
  ),
  /** The same in reverse, for whoever disconnects. */
  undo: z.array(z.string()),
})
export type Plan = z.infer<typeof planSchema>
