import * as z from 'zod'
import type { GuestTicket, Me, SessionList, SingleSignOnStart } from '#contract/sign-in.ts'
import {
  changePasswordSchema,
  forgotPasswordSchema,
  guestTicketSchema,
  meSchema,
  personaSchema,
  resetPasswordSchema,
  secondFactorAskedSchema,
  sessionListSchema,
  signInSchema,
  singleSignOnRefusals,
  singleSignOnStartSchema,
  startSingleSignOnSchema,
  welcomeSchema,
} from '#contract/sign-in.ts'
import type { Operations } from '../operation.ts'
import { secondFactorAsked } from './second-factor.ts'

const me: Me = {
  id: '8d7c9f30-6d1b-4f4e-9a52-1f0e5a3a4a11',
  name: 'Support',
  kind: 'person',
  roles: ['support'],
  email: 'support@example.com',
  hasPassword: true,
  hasSecondFactor: false,
}
const sessions: SessionList = {
  sessions: [
    {
      id: '0e8c2f5a-5f0b-4a3e-8a43-1de4b62b7c55',
      isThis: true,
      address: '192.0.2.7',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0',
      createdAt: '2026-11-24T08:00:00.000Z',
      seenAt: '2026-11-24T15:46:00.000Z',
      expiresAt: '2026-12-24T08:00:00.000Z',
    },
  ],
}
const ticket: GuestTicket = {
  path: '/v1/guests/1798071666.5jmyYWpDbFrVd6sX0eWk3cOBc1x2zVwVq4h9Yw6zUoE',
  expiresAt: '2026-12-24T00:21:06.000Z',
}
const started: SingleSignOnStart = {
  url: 'https://login.example.com/authorize?response_type=code&client_id=vigie&state=6bYd0jH2kqk6mBsT9uWx4z1AfC8eGh5L',
}
const signedIn = { description: 'Signed in: the cookie that comes with it says so for 30 days.' }

export const signInOperations: Operations = {
  'POST /api/auth/sign-in/email': {
    id: 'signIn',
    tag: 'People',
    summary: 'Sign in with e-mail address and password',
    description:
      'So many attempts are taken of an address, and for a person, in ten minutes, whatever restarts in between.',
    body: {
      schema: signInSchema,
      examples: { Somebody: { email: 'support@example.com', password: 'a long sentence that is theirs' } },
    },
    answers: {
      202: {
        description: 'The password is right, and a code is asked for now: `POST /api/auth/sign-in/second-factor`.',
        content: { schema: secondFactorAskedSchema, examples: { 'A code': secondFactorAsked } },
      },
      204: signedIn,
    },
    problems: ['wrong-password', 'too-many-requests'],
  },
  'POST /api/auth/sign-in/sso': {
    id: 'startSingleSignOn',
    tag: 'People',
    summary: 'Begin to sign in with the company’s provider',
    description:
      'For a page, which then goes to the address that is answered. It is for the browser that asked, once, for five minutes.',
    body: { schema: startSingleSignOnSchema, examples: { 'To the stock': { to: '/stock' } } },
    answers: {
      200: {
        description: 'Where the provider asks who it is.',
        content: { schema: singleSignOnStartSchema, examples: { 'At the provider': started } },
      },
    },
    problems: ['not-found', 'too-many-requests', 'unavailable'],
  },
  'GET /api/auth/callback/sso': {
    id: 'endSingleSignOn',
    tag: 'People',
    summary: 'Come back from the company’s provider',
    description: 'The provider sends browsers here; the address is the one that it is to be told of.',
    query: z.object({
      code: z.string().optional().describe('What the provider gave'),
      state: z.string().optional().describe('As it was begun with'),
      iss: z.string().optional().describe('How the provider calls itself'),
      error: z.string().optional().describe('Why the provider said no'),
    }),
    answers: {
      303: {
        description: `To where they wanted to go, with the cookie; or to \`/sign-in?refused=\` and why not: ${singleSignOnRefusals.join(', ')}.`,
      },
    },
    problems: ['not-found'],
  },
  'POST /api/auth/sign-out': {
    id: 'signOut',
    tag: 'People',
    summary: 'Sign this browser out',
    description: 'Its cookie is worth nothing from then on, whoever has it, and its socket is closed.',
    answers: { 204: { description: 'Signed out, or nobody was signed in.' } },
    problems: [],
  },
  'POST /api/auth/forgot-password': {
    id: 'forgetPassword',
    tag: 'People',
    summary: 'Ask for a link to a new password',
    description:
      'The answer is the same whether somebody has this address or not. The link comes by e-mail, works once, for an hour; ' +
      'where no mail server is set it stands in the server’s log.',
    body: {
      schema: forgotPasswordSchema,
      examples: { Somebody: { email: 'support@example.com', language: 'en' } },
    },
    answers: { 204: { description: 'If somebody here has this address, a link is on its way.' } },
    problems: ['too-many-requests'],
  },
  'POST /api/auth/reset-password': {
    id: 'resetPassword',
    tag: 'People',
    summary: 'Choose a new password by the link',
    description: 'Every browser that was signed in with the old one is signed out, and its socket loses what it saw.',
    body: {
      schema: resetPasswordSchema,
      examples: {
        'From the link': {
          token: 'dGhlIHRva2VuIG9mIHRoZSBsaW5rIHNob3du',
          password: 'another long sentence that is theirs',
        },
      },
    },
    answers: { 204: { description: 'It is the password from now on.' } },
    problems: ['forbidden', 'too-many-requests'],
  },
  'POST /v1/welcome': {
    id: 'makeFirstAdministrator',
    tag: 'People',
    summary: 'Become the first administrator',
    description:
      'By the link that the terminal shows when Vigie starts and nobody is there yet. It works once, for a day.',
    body: {
      schema: welcomeSchema,
      examples: {
        'The first one': {
          token: 'dGhlIHRva2VuIG9mIHRoZSBsaW5rIHNob3du',
          name: 'Administrator',
          email: 'admin@example.com',
          password: 'a long sentence that is theirs',
        },
      },
    },
    answers: { 204: signedIn },
    problems: ['forbidden', 'too-many-requests'],
  },
  'POST /v1/demo/sign-in': {
    id: 'becomePersona',
    tag: 'People',
    summary: 'Look around in a role of the demonstration',
    description: 'Only `npm run demo` knows it: there anybody may be anybody.',
    body: { schema: personaSchema, examples: { Support: { role: 'support' } } },
    answers: { 204: signedIn },
    problems: ['not-found', 'too-many-requests'],
  },
  'GET /v1/me': {
    id: 'readMe',
    tag: 'People',
    summary: 'Read who you are',
    answers: {
      200: {
        description: 'Your name, your roles, what you are and what you sign in with.',
        content: { schema: meSchema, examples: { Somebody: me } },
      },
    },
    problems: [],
  },
  'GET /v1/me/sessions': {
    id: 'listMySessions',
    tag: 'People',
    summary: 'List the browsers you are signed in with',
    answers: {
      200: {
        description: 'Those that have not ended.',
        content: { schema: sessionListSchema, examples: { 'One browser': sessions } },
      },
    },
    problems: [],
  },
  'POST /v1/me/password': {
    id: 'changeMyPassword',
    tag: 'People',
    summary: 'Change your password',
    description:
      'The one that holds until now is asked for again. Every other browser of yours is signed out, and its socket closed; ' +
      'this one goes on. Ten attempts are taken in ten minutes.',
    body: {
      schema: changePasswordSchema,
      examples: {
        Another: { current: 'a long sentence that is theirs', password: 'another long sentence that is theirs' },
      },
    },
    answers: { 204: { description: 'It is your password from now on.' } },
    problems: ['conflict', 'too-many-requests'],
  },
  'DELETE /v1/me/sessions': {
    id: 'endMyOtherSessions',
    tag: 'People',
    summary: 'Sign all your other browsers out',
    description:
      'Their cookies are worth nothing from then on, and their sockets are closed; the one that asks goes on.',
    answers: { 204: { description: 'They are signed out, or there was no other.' } },
    problems: [],
  },
  'DELETE /v1/me/sessions/{id}': {
    id: 'endMySession',
    tag: 'People',
    summary: 'Sign one of your browsers out',
    description: 'Wherever it is: its cookie is worth nothing from then on, and its socket is closed.',
    params: z.object({ id: z.string().describe('From the list') }),
    answers: { 204: { description: 'It is signed out.' } },
    problems: ['not-found'],
    example: { params: { id: '0e8c2f5a-5f0b-4a3e-8a43-1de4b62b7c55' } },
  },
  'GET /v1/guest-ticket': {
    id: 'issueGuestTicket',
    tag: 'Screens',
    summary: 'Get the address behind the code on a wall',
    description: 'A phone that opens it may press the button and see the count for some hours, and nothing else.',
    answers: {
      200: {
        description: 'Signed, and valid for 30 days.',
        content: { schema: guestTicketSchema, examples: { 'For a QR code': ticket } },
      },
    },
    problems: [],
  },
  'GET /v1/guests/{ticket}': {
    id: 'enterAsGuest',
    tag: 'Screens',
    summary: 'Open the page with the button',
    params: z.object({ ticket: z.string().describe('As it was issued') }),
    answers: { 303: { description: 'To `/try`, with a cookie that lets this phone in.' } },
    problems: ['forbidden'],
    example: { params: { ticket: '1798071666.5jmyYWpDbFrVd6sX0eWk3cOBc1x2zVwVq4h9Yw6zUoE' } },
  },
}
