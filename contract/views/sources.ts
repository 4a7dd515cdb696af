import * as z from 'zod'
import { captureStateSchema } from '../capture-state.ts'
import { feedStateSchema } from '../feed-state.ts'
import { modeSchema } from '../freshness.ts'

/** The newest event of a source; its type is null once the log no longer holds it. */
const newestEventSchema = z.object({
  /** Decimal. */
  position: z.string(),
  type: z.string().nullable(),
  receivedAt: z.number(),
})

/**
 * The systems that send, as people manage them: one row per source that somebody made, by key `source:{slug}`. Times are
 * epoch ms.
 */
export const sourcesRowSchema = z.object({
  source: z.string(),
  name: z.string(),
  sourceKind: z.string(),
  mode: modeSchema,
  /** The greatest age in seconds that its data may have. */
  promiseSeconds: z.number(),
  /** A silence in seconds after which somebody is told; null = nobody is. */
  silenceSeconds: z.number().nullable(),
  /** Seconds between two readings of a database that is polled; null of anything else. */
  everySeconds: z.number().nullable(),
  /** Since when its database is not followed, or its calendar not read, because of an error; null when neither is so. */
  problemSince: z.number().nullable(),
  enabled: z.boolean(),
  createdAt: z.number(),
  today: z.int(),
  /** Events of the last 60 s. */
  lastMinute: z.int(),
  /** Events per minute of the last 30 minutes, oldest first; the last one is the running minute. */
  minutes: z.array(z.int()),
  /** receivedAt of its newest event; null when it has never sent one. */
  lastReceivedAt: z.number().nullable(),
  newest: newestEventSchema.nullable(),
  /** Requests that its door refused in the last 24 hours. */
  refusedLastDay: z.int(),
  /** Requests that wait in the quarantine. */
  quarantined: z.int(),
  /** Since when it has been silent, once somebody was told so; null otherwise. */
  silentSince: z.number().nullable(),
  /** How far the capture of a database is; null of a source that sends by itself, and before a server has taken it up. */
  capture: captureStateSchema.nullable(),
  /** How the reading of a calendar goes; null of any other kind, and before it was tried. */
  feed: feedStateSchema.nullable(),
})
export type SourcesRow = z.infer<typeof sourcesRowSchema>
