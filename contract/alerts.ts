import * as z from 'zod'
import { printableTextSchema } from './event.ts'

/*
 * What people do with an alert: `POST /v1/alerts/{id}/<verb>`. Each appends an event of Vigie's own source and is answered
 * once that is stored; the screens change because the log did.
 */

export const alertIdSchema = printableTextSchema.min(1).max(1024)

/** Without one a repeat is known by what it asks for, as long as nothing else has happened to the alert. */
export const idempotencyKeySchema = printableTextSchema.min(1).max(200)

export const alertPersonSchema = z.strictObject({
  id: z.string().min(1).max(200).describe('Of the person'),
  name: printableTextSchema.min(1).max(200).describe('As screens call them'),
})
export type AlertPerson = z.infer<typeof alertPersonSchema>

export const assignAlertSchema = z.strictObject({
  assignee: alertPersonSchema.nullable().describe('Who has it from now on; `null`: nobody'),
})
export type AssignAlert = z.infer<typeof assignAlertSchema>

export const longestSnoozeDays = 30

export const snoozeAlertSchema = z.strictObject({
  until: z.iso
    .datetime({ offset: true })
    .describe(`When it wants somebody again: from now on, and within ${longestSnoozeDays} days`),
})
export type SnoozeAlert = z.infer<typeof snoozeAlertSchema>

export const longestComment = 2000

export const commentAlertSchema = z.strictObject({
  text: z.string().trim().min(1).max(longestComment).describe('Plain text'),
})
export type CommentAlert = z.infer<typeof commentAlertSchema>
