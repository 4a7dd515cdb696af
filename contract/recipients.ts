import * as z from 'zod'
import { printableTextSchema } from './event.ts'
import { timeZoneSchema } from './time-zone.ts'

/* Who is told of alerts, meetings and silent sources, by e-mail and in browsers. */

/** Of what somebody can be told. */
export const notificationTopicSchema = z.enum(['alerts', 'meetings', 'sources'])
export type NotificationTopic = z.infer<typeof notificationTopicSchema>

const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 07:30')

export const mailAddressSchema = z.email().max(254)

/** An e-mail address; or what a browser is called here, `push:` and a digest. */
export const recipientAddressSchema = z.union([mailAddressSchema, z.string().regex(/^push:[\w-]{43}$/)])

/** What everybody says of how they want to be told. */
const preferences = {
  name: printableTextSchema.min(1).max(200).describe('Who that is'),
  language: z.enum(['en', 'fr']).default('en').describe('Of the messages'),
  timeZone: timeZoneSchema.optional().describe("Of the times below, IANA name; absent = the company's"),
  quiet: z
    .strictObject({ from: timeOfDaySchema, until: timeOfDaySchema })
    .nullable()
    .default(null)
    .describe('Hours in which nothing is said; they may go over midnight. What is still open is told when they end'),
  topics: z
    .array(notificationTopicSchema)
    .min(1)
    .default(['alerts'])
    .describe(
      'Of what: stock alerts; meetings, 15 minutes before, also in quiet hours and without waiting for a digest; sources that ' +
        'fall silent for longer than they were said to be, and that speak again',
    ),
  digestAt: timeOfDaySchema.nullable().default(null).describe('Once a day at this time; `null`: as it comes'),
}

export const addRecipientSchema = z.strictObject({
  address: mailAddressSchema.describe('E-mail address'),
  ...preferences,
})
export type AddRecipient = z.infer<typeof addRecipientSchema>

const base64url = z.string().regex(/^[\w-]+={0,2}$/, 'must be base64url')

/** A browser, as its `PushSubscription` says it. */
export const addBrowserSchema = z.strictObject({
  endpoint: z.string().max(2000).describe('Where its push service takes messages for it: `https:`, a public address'),
  keys: z
    .strictObject({ p256dh: base64url.max(100), auth: base64url.max(32) })
    .describe('What messages to it are encrypted for'),
  ...preferences,
})
export type AddBrowser = z.infer<typeof addBrowserSchema>

export const recipientSchema = z.object({
  address: z
    .string()
    .describe('An e-mail address; of a browser `push:` and the base64url of the SHA-256 of its endpoint'),
  channel: z.enum(['mail', 'push']).describe('By e-mail, or by a message to a browser'),
  name: z.string(),
  language: z.enum(['en', 'fr']),
  timeZone: z.string(),
  quiet: z.object({ from: z.string(), until: z.string() }).nullable(),
  digestAt: z.string().nullable(),
  topics: z.array(notificationTopicSchema),
  resting: z
    .array(notificationTopicSchema)
    .describe('Of `topics` those it is not told of: whoever put it on the list may see them no longer, or has left'),
})
export type RecipientAnswer = z.infer<typeof recipientSchema>

export const recipientListSchema = z.object({
  canSend: z
    .boolean()
    .describe('Whether a mail server is set (`VIGIE_SMTP_URL`); without one nobody is told by e-mail'),
  pushKey: z.string().describe('What a browser subscribes for (`applicationServerKey`), base64url'),
  timeZone: z.string().describe("The company's, IANA name"),
  recipients: z.array(recipientSchema),
})
export type RecipientList = z.infer<typeof recipientListSchema>
