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

/*
 * Every member says here what it means: the same words stand in `GET /v1/openapi.json` and on the page of it.
 */

/** One event as `POST /v1/webhooks/{source}` takes it. */
export const webhookEventSchema = z.object({
  id: eventIdSchema
    .optional()
    .describe(
      "The producer's own id, unique within the source. Without it the event takes the `webhook-id` header, in an array `webhook-id:index`",
    ),
  type: eventTypeSchema.describe('What happened: a noun and a verb in the past, such as `order.placed`'),
  timestamp: timestampSchema
    .optional()
    .describe('When it happened, ISO 8601 with offset. Without it: when the door took it'),
  subject: subjectSchema.optional().describe('Whom or what it is about'),
  data: z.looseObject({}).default({}).describe('Everything else; every member is kept as sent'),
  backfill: z.boolean().optional().describe('`true` for history: it updates every table, and is no news'),
})
export type WebhookEvent = z.infer<typeof webhookEventSchema>

export const maxEventsPerRequest = 500
export const maxBodyBytes = 1024 * 1024
export const maxInflatedBytes = 4 * 1024 * 1024
export const maxDepth = 32
/** Members of all objects of a body together. */
export const maxMembers = 50_000
/** Of a string or a name, as it is written in the body. */
export const maxStringBytes = 512 * 1024

export const eventResultSchema = z.object({
  id: z.string().describe('Of the event'),
  outcome: z
    .enum(['stored', 'duplicate', 'invalid'])
    .describe('`duplicate`: stored before, which is success to a sender. `invalid`: never stored as it is'),
  position: z.string().optional().describe('When stored: its place in the log, decimal'),
  errors: z.array(pointerErrorSchema).optional().describe('When invalid: what is wrong, and where'),
})
export type EventResult = z.infer<typeof eventResultSchema>

/** 202: everything that says `stored` is durable. */
export const webhookAnswerSchema = z.object({
  results: z.array(eventResultSchema).describe('One per event, in the order sent'),
  receivedAt: z.number().describe('When the door took the request, epoch ms of the server'),
  storedAt: z.number().describe('When its events were committed, epoch ms of the server'),
})
export type WebhookAnswer = z.infer<typeof webhookAnswerSchema>

/** 200 of the tracking calls: every event is stored, or kept in the quarantine; sending it again changes nothing. */
export const segmentAnswerSchema = z.object({ success: z.literal(true).describe('What its clients look for') })
export type SegmentAnswer = z.infer<typeof segmentAnswerSchema>

/** The same with `Prefer: handling=strict`, or `?report=1`. */
export const segmentReportSchema = segmentAnswerSchema.extend({
  accepted: z.int().describe('How many events are stored'),
  duplicates: z.int().describe('How many were stored before'),
  rejected: z
    .array(
      z.object({
        index: z.int().describe('Place in the batch, from 0'),
        messageId: z.string().describe("The event's own, or what it is called without one"),
        reason: z.string().describe('What is wrong, or what this source may not send'),
      }),
    )
    .describe('The events that are kept in the quarantine'),
  results: z.array(eventResultSchema).describe('One per event, in the order sent; `id` is its `messageId`'),
})
export type SegmentReport = z.infer<typeof segmentReportSchema>

/** Who sends, and how it signs. The server knows the list; `POST /v1/sources` refuses others and names those there are. */
export const sourceKindSchema = z.string().regex(/^[a-z0-9-]{1,40}$/, 'use 1 to 40 of a-z, 0-9 and "-"')
export type SourceKind = z.infer<typeof sourceKindSchema>

/** What a kind asks for beside a secret, such as the header of a signature. It holds no secrets. */
export const sourceConfigSchema = z.record(z.string(), z.unknown())

const slugMember = sourceSlugSchema.describe('Its name in addresses and events; it never changes')
const nameWords = 'What people call it'
const kindWords = 'Who sends, and how it signs; `GET /v1/source-kinds` has the list'
const configWords = 'Settings of the kind, such as the header of a signature; it holds no secrets'
const modeWords = 'How its data comes, which decides how its age is worded'
const promiseWords = 'The greatest age in seconds that its data may have'
const silenceWords = 'A silence in seconds after which somebody is told; `null`: nobody is'
const rateWords = 'Requests that its door takes in a minute'
const enabledWords = "A paused source's door answers 503, so that its sender comes again"

export const sourceSchema = z.object({
  slug: slugMember,
  name: z.string().describe(nameWords),
  kind: sourceKindSchema.describe(kindWords),
  config: sourceConfigSchema.describe(configWords),
  mode: modeSchema.describe(modeWords),
  promiseSeconds: z.number().describe(promiseWords),
  silenceSeconds: z.number().nullable().describe(silenceWords),
  ratePerMinute: z.int().describe(rateWords),
  enabled: z.boolean().describe(enabledWords),
  path: z
    .string()
    .describe('Path of its door, to be put behind the public origin; of a database, which has none, of its settings'),
  publicKey: z.string().optional().describe('The key where it is no secret: it stands in every page that is tracked'),
  previousSecretUntil: z.iso.datetime().nullable().describe('Until when the secret before this one is valid too'),
  createdAt: z.iso.datetime().describe('When it was made'),
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

const givenSecret = z
  .string()
  .max(2000)
  .optional()
  .describe('One that the provider assigned, in the form of the kind; without it one is generated')

export const createSourceSchema = z.strictObject({
  slug: slugMember,
  name: sourceNameSchema.optional().describe(`${nameWords}; without it: the slug`),
  kind: sourceKindSchema.default('standard-webhooks').describe(kindWords),
  config: sourceConfigSchema.optional().describe(configWords),
  mode: modeSchema.default('push').describe(modeWords),
  promiseSeconds: promiseSecondsSchema.default(300).describe(promiseWords),
  silenceSeconds: silenceSecondsSchema.default(86_400).describe(silenceWords),
  ratePerMinute: ratePerMinuteSchema.default(60_000).describe(rateWords),
  secret: givenSecret,
})
export type CreateSource = z.infer<typeof createSourceSchema>

/** What may be changed of a source; absent = stays. */
export const changeSourceSchema = z
  .strictObject({
    name: sourceNameSchema.describe(nameWords),
    config: sourceConfigSchema.describe(configWords),
    mode: modeSchema.describe(modeWords),
    promiseSeconds: promiseSecondsSchema.describe(promiseWords),
    silenceSeconds: silenceSecondsSchema.describe(silenceWords),
    ratePerMinute: ratePerMinuteSchema.describe(rateWords),
    enabled: z.boolean().describe(enabledWords),
  })
  .partial()
export type ChangeSource = z.infer<typeof changeSourceSchema>

export const rotateSourceSchema = z.strictObject({
  secret: givenSecret,
  overlapHours: z
    .number()
    .min(0)
    .max(720)
    .default(24)
    .describe('How long the old secret is accepted yet; 0 when somebody else knows it'),
})

/** A kind of source, with what a form needs to create one. */
export const sourceKindInfoSchema = z.object({
  kind: sourceKindSchema.describe('Its name, as a new source takes it'),
  door: z
    .enum(['webhooks', 'events', 'tracking', 'debezium', 'database', 'feed'])
    .describe(
      'Which door takes its requests; `database`: none, Vigie goes to it; `feed`: none, Vigie reads it at intervals',
    ),
  assignsSecret: z.boolean().describe('The provider makes the secret, so it must be given; otherwise one is generated'),
  hasPublicKey: z.boolean().describe('Its key stands in pages that anybody can read'),
  config: z.record(z.string(), z.unknown()).describe('JSON Schema of the settings that it takes'),
})
export type SourceKindInfo = z.infer<typeof sourceKindInfoSchema>
export type DoorName = Exclude<SourceKindInfo['door'], 'database' | 'feed'>

/** The only answer that ever shows a secret. */
export const createdSourceSchema = sourceSchema.extend({
  secret: z
    .string()
    .describe('Shown this once; it is kept encrypted. Of a database: where it is, without the password'),
})
export type CreatedSource = z.infer<typeof createdSourceSchema>

/** A signed request that has not been sent: the browser sends it to the real door itself. Valid for 5 minutes, once. */
export const tryTicketSchema = z.object({
  path: z.string().describe('The door to send it to'),
  headers: z.record(z.string(), z.string()).describe('To be sent as they are'),
  body: z.string().describe('To be sent as it is: it is what was signed'),
  eventId: z.string().describe('Of the event that it makes'),
})
export type TryTicket = z.infer<typeof tryTicketSchema>

/** When an event reached its stages, epoch ms of the server; null = not seen by this process, or no longer remembered. */
export const eventStagesSchema = z.object({
  storedAt: z.number().nullable().describe('When its flush committed'),
  projectedAt: z.number().nullable().describe("When it was in the wall's tables"),
})
export type EventStages = z.infer<typeof eventStagesSchema>

/** What a screen needs to know about the installation. */
export const installationSchema = z.object({
  company: z.string().describe('Whose it is'),
  timeZone: z.string().describe('IANA name; business days begin and end in it'),
  version: z.string().nullable().describe('Of the running Vigie; `null` for whoever is not signed in'),
  demo: z.boolean().describe('Its events are those of a made-up company'),
  hasPeople: z
    .boolean()
    .describe('Somebody can sign in; before, the terminal that started it shows a link to begin with'),
  singleSignOn: z
    .object({ label: z.string().describe('What people call the provider') })
    .nullable()
    .describe('People sign in with a provider of the company’s; `null`: with passwords alone'),
  publicUrl: z
    .string()
    .nullable()
    .describe(
      'Where phones can open this installation; `null` when it listens on loopback only, or for whoever is not signed in',
    ),
})
export type Installation = z.infer<typeof installationSchema>
