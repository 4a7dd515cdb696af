import * as z from 'zod'
import { roleSchema } from './role.ts'
import { emailSchema, newPasswordSchema, personNameSchema } from './sign-in.ts'
import { givenRolesSchema } from './tokens.ts'

/* Who may use this installation: people, and those who are invited. */

export const personIdSchema = z.string().min(1).max(64)
export const invitationIdSchema = z.uuid('must be the id of an invitation')

/** How long an invitation can be taken up. */
export const invitationDays = 7

export const userSchema = z.object({
  id: personIdSchema.describe('For good: events and the audit name it'),
  name: z.string().describe('As they call themselves'),
  email: z.string().describe('What they sign in with'),
  roles: z.array(roleSchema).describe('What they may'),
  sessions: z.int().describe('Browsers that are signed in now'),
  lastSignInAt: z.iso.datetime().nullable().describe('Of the newest of these; `null`: none is signed in'),
  createdAt: z.iso.datetime().describe('When they came'),
  hasSecondFactor: z.boolean().describe('Whether a code is asked for after their password'),
  deactivatedAt: z.iso.datetime().nullable().describe('Since when they may not sign in; `null`: they may'),
})
export type User = z.infer<typeof userSchema>

export const invitationSchema = z.object({
  id: invitationIdSchema.describe('To withdraw it by'),
  email: z.string().describe('Who is invited'),
  roles: z.array(roleSchema).describe('What they will be'),
  invitedBy: z.string().describe('By whom'),
  createdAt: z.iso.datetime().describe('When'),
  expiresAt: z.iso.datetime().describe('Until when it can be taken up'),
})
export type Invitation = z.infer<typeof invitationSchema>

export const userListSchema = z.object({
  users: z.array(userSchema).describe('By name'),
  invitations: z.array(invitationSchema).describe('Those that can still be taken up, the newest first'),
  canSend: z.boolean().describe('Invitations go out by e-mail: a mail server and the public address are set'),
})
export type UserList = z.infer<typeof userListSchema>

export const changeRolesSchema = z.strictObject({ roles: givenRolesSchema.describe('All that they may from now on') })

export const inviteSchema = z.strictObject({
  email: emailSchema.describe('Who is invited; an older invitation is worth nothing from now on'),
  roles: givenRolesSchema.describe('What they will be'),
  language: z.enum(['en', 'fr']).default('en').describe('Of the message'),
})
export type Invite = z.infer<typeof inviteSchema>

export const createdInvitationSchema = invitationSchema.extend({
  path: z.string().describe('Where they take it up, under the public address; shown this once'),
  isSent: z.boolean().describe('It went out by e-mail'),
})
export type CreatedInvitation = z.infer<typeof createdInvitationSchema>

const invitationTokenSchema = z.string().min(1).max(200).describe('From the link')

/** What the page of the link asks first. */
export const openInvitationSchema = z.strictObject({ token: invitationTokenSchema })
export const openedInvitationSchema = invitationSchema.pick({ email: true, roles: true, invitedBy: true })
export type OpenedInvitation = z.infer<typeof openedInvitationSchema>

export const acceptInvitationSchema = z.strictObject({
  token: invitationTokenSchema,
  name: personNameSchema.describe('As others see it'),
  password: newPasswordSchema.describe('Chosen by them'),
})
export type AcceptInvitation = z.infer<typeof acceptInvitationSchema>
