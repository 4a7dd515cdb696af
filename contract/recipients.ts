import * as z from 'zod'
import { printableTextSchema } from './event.ts'
import { timeZoneSchema } from './time-zone.ts'

/* Whom alerts are told to by e-mail, until people sign in and say it for themselves. */

const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 07:30')

export const recipientAddressSchema = z.email().max(254)

export const addRecipientSchema = z.strictObject({
  address: recipientAddressSchema.describe('E-mail address'),
  name: printableTextSchema.min(1).max(200).describe('Who that is'),
  language: z.enum(['en', 'fr']).default('en').describe('Of the messages'),
  timeZone: timeZoneSchema.optional().describe("Of the times below, IANA name; absent = the company's"),
  quiet: z
    .strictObject({ from: timeOfDaySchema, until: timeOfDaySchema })
    .nullable()
    .default(null)
    .describe('Hours in which nothing is said; they may go over midnight. What is still open is told when they end'),
  digestAt: timeOfDaySchema.nullable().default(null).describe('Once a day at this time; `null`: as it comes'),
})
export type AddRecipient = z.infer<typeof addRecipientSchema>

export const recipientSchema = z.object({
  address: z.string(),
  name: z.string(),
  language: z.enum(['en', 'fr']),
  timeZone: z.string(),
  quiet: z.object({ from: z.string(), until: z.string() }).nullable(),
  digestAt: z.string().nullable(),
})
export type RecipientAnswer = z.infer<typeof recipientSchema>

export const recipientListSchema = z.object({
  canSend: z.boolean().describe('Whether a mail server is set (`VIGIE_SMTP_URL`); without one nobody is told'),
  recipients: z.array(recipientSchema),
})
export type RecipientList = z.infer<typeof recipientListSchema>
