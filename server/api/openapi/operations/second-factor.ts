import type { BackupCodes, BegunSecondFactor, SecondFactorAsked } from '#contract/sign-in.ts'
import { backupCodesSchema, begunSecondFactorSchema, ownPasswordSchema, secondFactorSchema } from '#contract/sign-in.ts'
import type { Operations } from '../operation.ts'

export const secondFactorAsked: SecondFactorAsked = { asksFor: 'second-factor' }
const codes: BackupCodes = { backupCodes: ['k3Vd9-Qm2xT', 'p7YwC-4nRzL'] }
const begun: BegunSecondFactor = {
  ...codes,
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/Vigie:support%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Vigie&digits=6&period=30',
}
const password = {
  schema: ownPasswordSchema,
  examples: { Somebody: { password: 'a long sentence that is theirs' } },
}
const code = { schema: secondFactorSchema, examples: { 'Of the app': { code: '492039' } } }

export const secondFactorOperations: Operations = {
  'POST /api/auth/sign-in/second-factor': {
    id: 'enterSecondFactor',
    tag: 'People',
    summary: 'Sign in: the code after the password',
    description:
      'For the browser whose password was right less than ten minutes ago. A code works once; six tries of a person are taken in ' +
      'a quarter of an hour, whatever restarts in between. `conflict`: an administrator has taken the second factor away ' +
      'meanwhile.',
    body: code,
    answers: { 204: { description: 'Signed in: the cookie that comes with it says so for 30 days.' } },
    problems: ['sign-in-required', 'conflict', 'too-many-requests'],
  },
  'POST /v1/me/second-factor': {
    id: 'beginSecondFactor',
    tag: 'People',
    summary: 'Begin a second factor',
    description:
      'It is asked for once a code has shown that the app has the secret. What was begun before is worth nothing.',
    body: password,
    answers: {
      201: {
        description: 'For the app, and for a lost phone; shown this once.',
        content: { schema: begunSecondFactorSchema, examples: { Begun: begun } },
      },
    },
    problems: ['sign-in-required', 'conflict', 'too-many-requests'],
  },
  'POST /v1/me/second-factor/confirm': {
    id: 'confirmSecondFactor',
    tag: 'People',
    summary: 'Turn your second factor on',
    description: 'With a code of the app, which signs nobody in after that. The browser gets another cookie.',
    body: code,
    answers: { 204: { description: 'It is asked for from now on.' } },
    problems: ['sign-in-required', 'conflict', 'too-many-requests'],
  },
  'POST /v1/me/second-factor/backup-codes': {
    id: 'renewBackupCodes',
    tag: 'People',
    summary: 'Get new codes for a lost phone',
    description: 'They take the place of all former ones.',
    body: password,
    answers: {
      200: {
        description: 'Each works once; shown this once.',
        content: { schema: backupCodesSchema, examples: { 'Two of ten': codes } },
      },
    },
    problems: ['sign-in-required', 'conflict', 'too-many-requests'],
  },
  'POST /v1/me/second-factor/end': {
    id: 'endSecondFactor',
    tag: 'People',
    summary: 'Turn your second factor off',
    description: 'The browser gets another cookie.',
    body: password,
    answers: { 204: { description: 'The password alone signs in from now on.' } },
    problems: ['sign-in-required', 'conflict', 'too-many-requests'],
  },
}
