import * as z from 'zod'
import {
  eventIdSchema,
  printableTextSchema,
  eventTypeSchema,
  sourceSlugSchema,
  subjectSchema,
  timestampSchema,
} from './event.ts'
import { modeSchema } from './freshness.ts'
import { pointerErrorSchema } from './problem.ts'

/** One event as `POST /v1/webhooks/{source}` takes it. Without `id` it takes the `webhook-id` header (and its index). */
export const webhookEventSchema = z.object({
  id: eventIdSchema.optional(),
  type: eventTypeSchema,
  timestamp: timestampSchema.optional(),
  subject: subjectSchema.optional(),
  data: z.looseObject({}).default({}),
  backfill: z.boolean().optional(),
})
export type WebhookEvent = z.infer<typeof webhookEventSchema>

export const maxEventsPerRequest = 500
export const maxBodyBytes = 1024 * 1024
export const maxInflatedBytes = 4 * 1024 * 1024
export const maxDepth = 32

export const eventResultSchema = z.object({
  id: z.string(),
  outcome: z.enum(['stored', 'duplicate', 'invalid']),
  /** Present when stored: the event's place in the log, decimal. */
  position: z.string().optional(),
  errors: z.array(pointerErrorSchema).optional(),
})
export type EventResult = z.infer<typeof eventResultSchema>

/** 202: everything that says `stored` is durable. */
export const webhookAnswerSchema = z.object({
  results: z.array(eventResultSchema),
  /** Epoch ms of the server: when the door took the request and when its events were committed. */
  receivedAt: z.number(),
  storedAt: z.number(),
})
export type WebhookAnswer = z.infer<typeof webhookAnswerSchema>

/** Who sends, and how it signs. The server knows the list; `POST /v1/sources` refuses others and names those there are. */
export const sourceKindSchema = z.string().regex(/^[a-z0-9-]{1,40}$/, 'use 1 to 40 of a-z, 0-9 and "-"')
export type SourceKind = z.infer<typeof sourceKindSchema>

/** What a kind asks for beside a secret, such as the header of a signature. It holds no secrets. */
export const sourceConfigSchema = z.record(z.string(), z.unknown())

export const sourceSchema = z.object({
  slug: sourceSlugSchema,
  name: z.string(),
  kind: sourceKindSchema,
  config: sourceConfigSchema,
  mode: modeSchema,
  promiseSeconds: z.number(),
  enabled: z.boolean(),
  /** Path of its door, to be put behind the public origin. */
  path: z.string(),
  createdAt: z.iso.datetime(),
})
export type Source = z.infer<typeof sourceSchema>

export const createSourceSchema = z.object({
  slug: sourceSlugSchema,
  name: printableTextSchema.min(1).max(80).optional(),
  kind: sourceKindSchema.default('standard-webhooks'),
  /** Settings of the kind; each kind checks its own. */
  config: sourceConfigSchema.optional(),
  mode: modeSchema.default('push'),
  /** The longest silence, in seconds, that is normal for this source: a poll interval, or the gap between two pushes. */
  promiseSeconds: z
    .number()
    .positive()
    .max(7 * 86_400)
    .default(300),
  /** A secret that the provider assigned, in the form of the kind. Absent = generated. */
  secret: z.string().max(256).optional(),
})
export type CreateSource = z.infer<typeof createSourceSchema>

/** The only answer that ever shows a secret. */
export const createdSourceSchema = sourceSchema.extend({ secret: z.string() })
export type CreatedSource = z.infer<typeof createdSourceSchema>

/** A signed request that has not been sent: the browser sends it to the real door itself. Valid for 5 minutes, once. */
export const tryTicketSchema = z.object({
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  eventId: z.string(),
})
export type TryTicket = z.infer<typeof tryTicketSchema>

/** When an event reached its stages, epoch ms of the server; null = not seen by this process, or no longer remembered. */
export const eventStagesSchema = z.object({ storedAt: z.number().nullable(), projectedAt: z.number().nullable() })
export type EventStages = z.infer<typeof eventStagesSchema>

/** What a screen needs to know about the installation. */
export const installationSchema = z.object({
  company: z.string(),
  timeZone: z.string(),
  version: z.string(),
  demo: z.boolean(),
  /** Where phones can open this installation; null when it listens on loopback only. */
  publicUrl: z.string().nullable(),
})
export type Installation = z.infer<typeof installationSchema>
