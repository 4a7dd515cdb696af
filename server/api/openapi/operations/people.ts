import * as z from 'zod'
import type { Invitation, User } from '#contract/people.ts'
import {
  acceptInvitationSchema,
  changeRolesSchema,
  createdInvitationSchema,
  invitationIdSchema,
  inviteSchema,
  openedInvitationSchema,
  openInvitationSchema,
  personIdSchema,
  userListSchema,
  userSchema,
} from '#contract/people.ts'
import type { Operation, Operations } from '../operation.ts'

const user: User = {
  id: '5b0c8a54-0a3c-44d0-9b0e-3a9b1f1c7d20',
  name: 'Supply desk',
  email: 'supply@example.com',
  roles: ['supply'],
  sessions: 2,
  lastSignInAt: '2026-11-28T08:14:07.352Z',
  createdAt: '2026-11-20T09:00:00.000Z',
  hasSecondFactor: true,
  deactivatedAt: null,
}
const invitation: Invitation = {
  id: '0d9f6f0e-3c57-4a2e-8a0e-7e1f0f3b5a66',
  email: 'sales@example.com',
  roles: ['sales', 'support'],
  invitedBy: 'Administrator',
  createdAt: '2026-11-28T08:14:07.352Z',
  expiresAt: '2026-12-05T08:14:07.352Z',
}
const path = '/invitation?token=Hq7yXk4pR9sT1uW3zB5dMv2c8nLw6jYe'
const token = 'Hq7yXk4pR9sT1uW3zB5dMv2c8nLw6jYe'

function change(id: string, summary: string, description: string): Operation {
  return {
    id,
    tag: 'People',
    summary,
    description,
    params: z.object({ id: personIdSchema.describe('Of the person') }),
    answers: { 200: { description: 'As they are now.', content: { schema: userSchema, examples: { Changed: user } } } },
    problems: ['not-found', 'conflict'],
    example: { params: { id: user.id } },
  }
}

export const peopleOperations: Operations = {
  'POST /v1/users/{id}/reset-second-factor': change(
    'resetSecondFactor',
    'Take somebody’s second factor away',
    'For a lost phone: their password alone signs them in until they set it up again. One’s own asks for the password instead.',
  ),
  'GET /v1/users': {
    id: 'listUsers',
    tag: 'People',
    summary: 'List people and invitations',
    answers: {
      200: {
        description: 'Everybody, and who is invited.',
        content: {
          schema: userListSchema,
          examples: { 'One of each': { users: [user], invitations: [invitation], canSend: true } },
        },
      },
    },
    problems: [],
  },
  'POST /v1/users/{id}/roles': {
    ...change(
      'changeRoles',
      'Change what somebody may',
      'It holds from the answer on, also on screens that are open. The last administrator stays one.',
    ),
    body: { schema: changeRolesSchema, examples: { 'Two roles': { roles: ['supply', 'data'] } } },
  },
  'POST /v1/users/{id}/deactivate': change(
    'deactivateUser',
    'Deactivate somebody',
    'They are signed out everywhere and cannot sign in. What they did stays theirs. The last administrator cannot be.',
  ),
  'POST /v1/users/{id}/activate': change('activateUser', 'Let somebody sign in again', 'With the password they had.'),
  'POST /v1/users/{id}/end-sessions': change(
    'endSessionsOfUser',
    'Sign somebody out everywhere',
    'Screens that are open lose everything within a second.',
  ),
  'POST /v1/invitations': {
    id: 'invite',
    tag: 'People',
    summary: 'Invite somebody',
    description:
      'The link works once, for seven days, while the person who invites is an active administrator; it is in this answer and, where ' +
      'a mail server and the public address are set, in a message to them. They choose name and password themselves.',
    body: {
      schema: inviteSchema,
      examples: { 'For sales': { email: 'sales@example.com', roles: ['sales', 'support'] } },
    },
    answers: {
      201: {
        description: 'They can come.',
        content: { schema: createdInvitationSchema, examples: { Invited: { ...invitation, path, isSent: true } } },
      },
    },
    problems: ['conflict'],
  },
  'POST /v1/invitations/{id}/withdraw': {
    id: 'withdrawInvitation',
    tag: 'People',
    summary: 'Withdraw an invitation',
    params: z.object({ id: invitationIdSchema.describe('Of the invitation') }),
    answers: { 204: { description: 'Its link is worth nothing.' } },
    problems: ['not-found'],
    example: { params: { id: invitation.id } },
  },
  'POST /v1/invitations/open': {
    id: 'openInvitation',
    tag: 'People',
    isMinor: true,
    summary: 'Look at an invitation',
    body: { schema: openInvitationSchema, examples: { 'From the link': { token } } },
    answers: {
      200: {
        description: 'It can be taken up.',
        content: {
          schema: openedInvitationSchema,
          examples: { Open: { email: invitation.email, roles: invitation.roles, invitedBy: invitation.invitedBy } },
        },
      },
    },
    problems: ['forbidden'],
  },
  'POST /v1/invitations/accept': {
    id: 'acceptInvitation',
    tag: 'People',
    isMinor: true,
    summary: 'Take an invitation up',
    description: 'Nobody does in a demonstration.',
    body: {
      schema: acceptInvitationSchema,
      examples: { Joining: { token, name: 'Sales desk', password: 'a long sentence of theirs' } },
    },
    answers: { 204: { description: 'They are somebody, and this browser is signed in.' } },
    problems: ['forbidden', 'too-many-requests'],
  },
}
