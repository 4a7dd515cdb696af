import * as z from 'zod'
import type { Token } from '#contract/tokens.ts'
import { createdTokenSchema, createTokenSchema, tokenIdSchema, tokenListSchema, tokenSchema } from '#contract/tokens.ts'
import type { Operations } from '../operation.ts'

const token: Token = {
  id: '7a1de0c4-6b0e-4e53-9c5f-0d2a1f6f8b11',
  name: 'Nightly report',
  ending: 'q8Zk',
  roles: ['exec'],
  createdBy: 'Administrator',
  createdAt: '2026-11-28T08:14:07.352Z',
  lastUsedAt: '2026-11-28T09:00:02.011Z',
  revokedAt: null,
  isResting: false,
}
const fresh = { ...token, lastUsedAt: null, token: 'vgt_2pVq7yXk4pR9sT1uW3zB5d0mVq7yXk4pR9sT1uWq8Zk' }

export const tokenOperations: Operations = {
  'GET /v1/tokens': {
    id: 'listTokens',
    tag: 'People',
    summary: 'List the API tokens',
    answers: {
      200: {
        description: 'All of them, also those that are revoked.',
        content: { schema: tokenListSchema, examples: { 'One that is used': { tokens: [token] } } },
      },
    },
    problems: [],
  },
  'POST /v1/tokens': {
    id: 'createToken',
    tag: 'People',
    summary: 'Make an API token',
    description:
      'For a program that reads or commands: it sends `Authorization: Bearer vgt_…`, on the socket `auth: {token}`. It may what a ' +
      'person with its roles may. The token is in this answer and nowhere else; the server keeps its SHA-256. While the person behind it is ' +
      'not an active administrator it is worth nothing.',
    body: { schema: createTokenSchema, examples: { 'For a report': { name: 'Nightly report', roles: ['exec'] } } },
    answers: {
      201: { description: 'It is valid.', content: { schema: createdTokenSchema, examples: { Made: fresh } } },
    },
    problems: [],
  },
  'POST /v1/tokens/{id}/revoke': {
    id: 'revokeToken',
    tag: 'People',
    summary: 'Revoke an API token',
    description: 'From the answer on it is worth nothing; sockets that came with it are told nothing more.',
    params: z.object({ id: tokenIdSchema.describe('Of the token') }),
    answers: {
      200: {
        description: 'It is revoked, or was already.',
        content: { schema: tokenSchema, examples: { Revoked: { ...token, revokedAt: '2026-11-28T10:31:40.120Z' } } },
      },
    },
    problems: ['not-found'],
    example: { params: { id: token.id } },
  },
}
