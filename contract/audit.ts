import * as z from 'zod'
import { viewerSchema } from './role.ts'

/*
 * Who did what, when and from where. What was written is never changed. Of what a request brought only the names of its members
 * are in it, and of those that are switches whether they were on: no secret gets here.
 */

export const auditOutcomes = ['done', 'refused', 'failed'] as const
export const auditOutcomeSchema = z.enum(auditOutcomes)
export type AuditOutcome = z.infer<typeof auditOutcomeSchema>

/** `terminal` is whoever may run commands on the server; `nobody` somebody who did not prove who they are. */
export const auditKindSchema = z.enum(['person', 'token', 'screen', 'guest', 'terminal', 'nobody'])

export const auditWhoSchema = viewerSchema.pick({ name: true }).extend({
  id: z.string().nullable().describe('Of the person, the token or the screen; `null`: it is not known'),
  kind: auditKindSchema,
})
export type AuditWho = z.infer<typeof auditWhoSchema>

export const auditIdSchema = z
  .string()
  .regex(/^[1-9]\d{0,17}$/, 'must be the id of an entry: a whole number of at most 18 digits')

export const auditEntrySchema = z.object({
  id: auditIdSchema.describe('Its own; decimal, later ones are greater'),
  at: z.iso.datetime().describe('When it was answered'),
  who: auditWhoSchema,
  action: z
    .string()
    .describe(
      'A command as its permission names it, such as `source.rotate`; `export.customer`, `sign-in` and the like',
    ),
  subject: z.string().nullable().describe('What it was done to; `null` where the command has no object'),
  members: z
    .array(z.string())
    .describe(
      'Names of what the request said, a switch as `enabled: true`, no other values; none where it was not done',
    ),
  outcome: auditOutcomeSchema.describe('`refused`: not allowed, or not possible; `failed`: by a fault of the server'),
  status: z.int().nullable().describe('Of the answer; `null` where it was not asked for through the API'),
  address: z.string().describe('From where: an IP address, of IPv6 the network; `terminal` for commands'),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

/** `GET /v1/audit`: newest first. */
export const auditQuerySchema = z.object({
  who: z.string().min(1).max(200).optional().describe('Only what this one did: an id, or a part of a name'),
  action: z
    .string()
    .regex(/^[a-z][a-z-]*(\.[a-z][a-z-]*)?$/, 'must be an action, or what stands before its dot')
    .optional()
    .describe('Only this action; `source` stands for all that begin with `source.`'),
  outcome: auditOutcomeSchema.optional().describe('Only what ended so'),
  from: z.iso.datetime({ offset: true }).optional().describe('Only from this time on'),
  until: z.iso.datetime({ offset: true }).optional().describe('Only before this time'),
  before: auditIdSchema.optional().describe('Only older ones than this: `next` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Entries of a page, at most'),
})
export type AuditQuery = z.infer<typeof auditQuerySchema>

export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema).describe('Newest first'),
  next: auditIdSchema.nullable().describe('To be given as `before`; `null`: there are no older ones'),
})
export type AuditPage = z.infer<typeof auditPageSchema>
