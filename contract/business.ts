import * as z from 'zod'
import { timeZoneSchema } from './time-zone.ts'

/** From how many customers on a key is many people's, and connects nobody. */
const customersOfKey = z.int().min(1).max(1000)

/** What holds for the whole installation. A change holds from the next start of the server on. */
export const businessSettingsSchema = z.strictObject({
  company: z.string().trim().min(1).max(80).describe('Whose installation it is'),
  timeZone: timeZoneSchema.describe('IANA name; decides when a day begins'),
  phoneCountry: z
    .union([z.literal(['time-zone', 'none']), z.string().regex(/^[A-Z]{2}$/)], {
      error: 'must be time-zone, none or two capital letters, such as FR',
    })
    .describe('Whose telephone numbers are written without +: a country (ISO 3166), that of the time zone, or none'),
  freeMailDomains: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}$/, 'must be a domain, such as mail.example'),
    )
    .max(500)
    .describe('Domains where anybody gets an address, besides the some thousands that are known: nobody’s company'),
  customersOfKey: z
    .strictObject({ email: customersOfKey, phone: customersOfKey, visitor: customersOfKey })
    .describe(
      'The most customers that one e-mail address, telephone or browser may connect; one that has more connects nobody',
    ),
})
export type BusinessSettings = z.infer<typeof businessSettingsSchema>

export const businessAnswerSchema = z.object({
  settings: businessSettingsSchema,
  isInForce: z.boolean().describe('false: they have been changed since the server started'),
})
export type BusinessAnswer = z.infer<typeof businessAnswerSchema>
