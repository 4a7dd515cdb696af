import * as z from 'zod'
import { printableTextSchema } from './event.ts'
import { roleSchema } from './role.ts'

/* What programs prove themselves with: `Authorization: Bearer vgt_…`, or `auth: {token}` on the socket. */

/** Roles that somebody or something is given: at least one, each once. */
export const givenRolesSchema = z
  .array(roleSchema)
  .min(1, 'must name at least one role')
  .transform((roles) => [...new Set(roles)])

export const createTokenSchema = z.strictObject({
  name: printableTextSchema.min(1).max(100).describe('What uses it'),
  roles: givenRolesSchema.describe('What it may, as of a person'),
})
export type CreateToken = z.infer<typeof createTokenSchema>

export const tokenIdSchema = z.uuid('must be the id of a token')

export const tokenSchema = z.object({
  id: tokenIdSchema.describe('To revoke it by; the audit names it'),
  name: z.string().describe('What uses it'),
  ending: z.string().describe('Its last four characters, to tell it from others'),
  roles: z.array(roleSchema).describe('What it may, as of a person'),
  createdBy: z.string().describe('Who made it'),
  createdAt: z.iso.datetime().describe('When'),
  lastUsedAt: z.iso.datetime().nullable().describe('When it was used, to the minute; `null`: never'),
  revokedAt: z.iso.datetime().nullable().describe('Since when it is worth nothing; `null`: it is valid'),
  isResting: z.boolean().describe('It is worth nothing as long as whoever made it is not an active administrator'),
})
export type Token = z.infer<typeof tokenSchema>

export const createdTokenSchema = tokenSchema.extend({ token: z.string().describe('Itself, shown this once') })
export type CreatedToken = z.infer<typeof createdTokenSchema>

export const tokenListSchema = z.object({ tokens: z.array(tokenSchema).describe('Valid ones first, the newest first') })
export type TokenList = z.infer<typeof tokenListSchema>
