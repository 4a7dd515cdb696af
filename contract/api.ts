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
  /** The greatest age in seconds that its data may have. */
  promiseSeconds: z.number(),
  /** A silence in seconds after which somebody is told; null = nobody is. */
  silenceSeconds: z.number().nullable(),
  /** Requests that its door takes in a minute. */
  ratePerMinute: z.int(),
  /** A paused source's door answers 503, so that its sender comes again. */
  enabled: z.boolean(),
  /** Path of its door, to be put behind the public origin. */
  path: z.string(),
  /** The key where it is no secret: it stands in every page that is tracked. */
  publicKey: z.string().optional(),
  /** Until when the secret before this one is valid too. */
  previousSecretUntil: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
})
export type Source = z.infer<typeof sourceSchema>

const sourceNameSchema = printableTextSchema.min(1).max(80)
const promiseSecondsSchema = z
  .number()
  .positive()
  .max(7 * 86_400)
const silenceSecondsSchema = z
  .number()
  .min(10)
  .max(90 * 86_400)
  .nullable()
const ratePerMinuteSchema = z.int().min(1).max(100_000_000)

export const createSourceSchema = z.object({
  slug: sourceSlugSchema,
  name: sourceNameSchema.optional(),
  kind: sourceKindSchema.default('standard-webhooks'),
  /** Settings of the kind; each kind checks its own. */
  config: sourceConfigSchema.optional(),
  mode: modeSchema.default('push'),
  promiseSeconds: promiseSecondsSchema.default(300),
  silenceSeconds: silenceSecondsSchema.default(86_400),
  ratePerMinute: ratePerMinuteSchema.default(60_000),
  /** A secret that the provider assigned, in the form of the kind. Absent = generated. */
  secret: z.string().max(256).optional(),
})
export type CreateSource = z.infer<typeof createSourceSchema>

/** What may be changed of a source; absent = stays. */
export const changeSourceSchema = z
  .strictObject({
    name: sourceNameSchema,
    config: sourceConfigSchema,
    mode: modeSchema,
    promiseSeconds: promiseSecondsSchema,
    silenceSeconds: silenceSecondsSchema,
    ratePerMinute: ratePerMinuteSchema,
    enabled: z.boolean(),
  })
  .partial()
export type ChangeSource = z.infer<typeof changeSourceSchema>

export const rotateSourceSchema = z.strictObject({
  /** A secret that the provider assigned; absent = generated. */
  secret: z.string().max(256).optional(),
  /** How long the old secret is accepted yet, in hours; 0 when somebody else knows it. */
  overlapHours: z.number().min(0).max(720).default(24),
})

/** A kind of source, with what a form needs to create one. */
export const sourceKindInfoSchema = z.object({
  kind: sourceKindSchema,
  /** Which door takes its requests. */
  door: z.enum(['webhooks', 'events', 'tracking', 'debezium']),
  /** The provider assigns the secret, so it must be given; otherwise one is generated. */
  assignsSecret: z.boolean(),
  hasPublicKey: z.boolean(),
  /** JSON Schema of `config`. */
  config: z.record(z.string(), z.unknown()),
})
export type SourceKindInfo = z.infer<typeof sourceKindInfoSchema>
export type DoorName = SourceKindInfo['door']

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
