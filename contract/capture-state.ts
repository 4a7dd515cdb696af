import * as z from 'zod'
import { databaseProblemSchema, tableNameSchema } from './database.ts'

/** How far a capture is. */
export const capturePhaseSchema = z.enum([
  /** No server has taken it up yet, or another try is due. */
  'waiting',
  /** Publication, slot or triggers are being made or looked at. */
  'preparing',
  /** Rows that are there already are copied out of the database. */
  'copying',
  /** Those copies go into the log. */
  'storing',
  /** Every change follows. */
  'following',
  /** The slot or the outbox was given up or is lost: a new beginning is needed. */
  'given-up',
])
export type CapturePhase = z.infer<typeof capturePhaseSchema>

const epochMs = z.number()

/** A capture as screens and programs see it. Times are epoch ms of the server. */
export const captureStateSchema = z.object({
  capture: z.enum(['replication', 'outbox', 'poll']).describe('How changes are captured'),
  phase: capturePhaseSchema.describe('How far it is'),
  problem: z
    .object({
      code: databaseProblemSchema,
      detail: z.string().describe('What the database said, and what to do'),
      since: epochMs,
    })
    .nullable()
    .describe('What stands in the way now'),
  snapshot: z
    .object({
      tables: z.array(
        z.object({
          table: tableNameSchema,
          copied: z.int(),
          /** Before all are counted: what the database estimates. */
          total: z.int(),
        }),
      ),
      stored: z.int().describe('Rows that are in the log'),
      finishedAt: epochMs.nullable(),
    })
    .nullable()
    .describe('The rows that were there before'),
  asOf: epochMs.nullable().describe('Everything that was committed until then is in the log'),
  lastChangeAt: epochMs.nullable().describe('Commit of the newest change'),
  canary: z
    .object({ sentAt: epochMs, seenAt: epochMs.nullable(), roundTripMs: z.number().nullable() })
    .nullable()
    .describe(
      'A change of our own, sent every 30 s through the database to a subscriber. `sentAt` is of the newest that is in the tables, `seenAt` says when one was last handed to a subscriber, `roundTripMs` how long that one took from the database to there',
    ),
  wal: z
    .object({
      keptBytes: z.number(),
      budgetBytes: z.number(),
      /** null = it does not grow. */
      secondsToFull: z.number().nullable(),
      /** As pg_replication_slots says: reserved, extended, unreserved, lost; null of an outbox. */
      status: z.string().nullable(),
    })
    .nullable()
    .describe('What the database keeps for Vigie: write-ahead log that the slot holds back, or the outbox'),
  gaps: z
    .array(z.object({ from: epochMs, to: epochMs.nullable(), reason: databaseProblemSchema }))
    .describe('Times of which changes are missing'),
})
export type CaptureState = z.infer<typeof captureStateSchema>
