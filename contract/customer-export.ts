import * as z from 'zod'
import { customerIdSchema, keyKindSchema } from './customer-key.ts'
import { storedEventSchema } from './event.ts'
import { timelineEntrySchema } from './timeline.ts'

const time = z.number().nullable().describe('Epoch ms')
const text = z.string().nullable()

const keySchema = z.object({
  id: customerIdSchema,
  kind: keyKindSchema,
  value: z.string(),
  name: text,
  company: text,
  shared: z.boolean().describe('Many use it: it connects nobody'),
  uses: z.int().describe('Events that name it'),
  firstSeen: time,
  lastSeen: time,
})

const linkSchema = z.object({
  keys: z.array(customerIdSchema).length(2),
  evidence: z.string().describe('login, form, crm, import, person'),
  strength: z.string().describe('`weak`: the other key may be somebody else’s'),
  at: time,
  position: z.string().describe('Of the event that is the evidence'),
  decision: text.describe('What a person said of it: merged, separated'),
  decidedBy: text,
  decidedAt: time,
})

const orderSchema = z.object({
  source: z.string(),
  id: z.string(),
  placedAt: time,
  totalMinor: z.number().nullable(),
  refundedMinor: z.number(),
  currency: text,
  units: z.number().nullable(),
  store: text,
  channel: text,
  cancelledAt: time,
})

const ticketSchema = z.object({ source: z.string(), id: z.string(), title: text, openedAt: time, closedAt: time })

const meetingSchema = z.object({
  source: z.string(),
  id: z.string(),
  title: text,
  startsAt: time,
  endsAt: time,
  cancelled: z.boolean(),
})

const arrivalSchema = z.object({
  key: customerIdSchema.describe('Id of the key that it came under'),
  source: z.string(),
  createdAt: time,
  name: text,
  phone: text,
  email: text,
  channel: text,
  takenBy: text,
  takenAt: time,
  outcome: text,
  note: text,
  calledAt: time,
})

const activitySchema = z.object({
  key: customerIdSchema,
  interest: z.number(),
  interestAt: time,
  terms: z.unknown().describe('What it is made of'),
  seenAt: time,
  seenPath: text,
})

/** What is held about a person beside what happened. */
export const customerRecordSchema = z.object({
  keys: z.array(keySchema).describe('What it is known by'),
  links: z.array(linkSchema).describe('How it is known that they are one person’s'),
  orders: z.array(orderSchema),
  tickets: z.array(ticketSchema),
  meetings: z.array(meetingSchema),
  arrivals: z.array(arrivalSchema).describe('New accounts, and what people of the company did about them'),
  activity: z.array(activitySchema).describe('Interest and newest page, by key'),
})
export type CustomerRecord = z.infer<typeof customerRecordSchema>

const exportedEntrySchema = z.object({
  ...timelineEntrySchema.omit({ kind: true }).shape,
  event: storedEventSchema
    .pick({ id: true, subject: true, receivedAt: true, data: true })
    .nullable()
    .describe('As it is in the log; `null`: it names other people as well, or is older than what the log keeps'),
})
export type ExportedEntry = z.infer<typeof exportedEntrySchema>

/** Answer of `GET /v1/customers/{id}/export`: everything that is held about one person. */
export const customerExportSchema = z.object({
  exportedAt: z.iso.datetime(),
  customer: customerIdSchema,
  ...customerRecordSchema.shape,
  entries: z.array(exportedEntrySchema).describe('Every event about the customer, the newest first'),
})
