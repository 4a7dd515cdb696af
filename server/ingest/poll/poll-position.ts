import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { PolledTable } from '#contract/database.ts'
import { passedCursorsSchema } from './passed-cursors.ts'
import { changedRowsSchema } from './row-states.ts'

const placeSchema = z.object({ cursor: z.string(), key: z.array(z.string()) })

const readPositionSchema = z.object({
  /** The greatest cursor when the last complete reading began; null while there was none. */
  cursor: z.string().nullable(),
  /** The first reading, of what was there before, is complete. */
  isBegun: z.boolean(),
  /** Rows up to here were there before the start, and are not asked for. */
  skippedTo: z.string().nullable(),
  /** A reading that is under way, or was interrupted. */
  under: z
    .object({
      /** The greatest cursor when it began. */
      cursor: z.string().nullable(),
      /** The last row that is stored. */
      after: placeSchema.nullable(),
    })
    .nullable(),
  /** Rows that have had several states at their cursor: see row-states.ts. */
  changed: changedRowsSchema.default([]),
  /** What has been read for good: see passed-cursors.ts. */
  passed: passedCursorsSchema.default([]),
  /** When the last complete reading began, to the day, epoch ms. */
  readAt: z.number().default(0),
})
export type ReadPosition = z.infer<typeof readPositionSchema>

const positionSchema = z.object({ reads: z.record(z.string(), readPositionSchema) })
export type PollPosition = z.infer<typeof positionSchema>

export function parsePosition(position: unknown): PollPosition {
  return position === null ? { reads: {} } : positionSchema.parse(position)
}

/** Tells readings apart. Another query, key or cursor is another reading: its places would mean something else. */
export function readName({ table, query, key, cursor }: PolledTable): string {
  return digest(JSON.stringify([table, query ?? null, key, cursor]))
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
