import * as z from 'zod'
import type { TvScreenInfo } from '#contract/tv-screens.ts'
import {
  pairScreenSchema,
  screenIdSchema,
  screenStateSchema,
  tvScreenListSchema,
  tvScreenSchema,
} from '#contract/tv-screens.ts'
import type { Operations } from '../operation.ts'

const screen: TvScreenInfo = {
  id: 'c7a4f0de-9a34-4a7e-8a3d-52a1f4d0c9b2',
  name: 'Entrance hall',
  walls: ['counter'],
  rotateSeconds: 60,
  pairedBy: 'Administrator',
  pairedAt: '2026-11-28T08:14:07.352Z',
}
const waiting = { state: 'waiting', code: 'K7WQ4T', expiresAt: '2026-11-28T08:24:07.352Z' }

export const tvScreenOperations: Operations = {
  'GET /v1/screens': {
    id: 'listScreens',
    tag: 'People',
    summary: 'List the televisions',
    answers: {
      200: {
        description: 'Those that are paired.',
        content: { schema: tvScreenListSchema, examples: { One: { screens: [screen] } } },
      },
    },
    problems: [],
  },
  'POST /v1/screens/pair': {
    id: 'pairScreen',
    tag: 'People',
    summary: 'Pair a television by its code',
    description:
      'From the answer on it sees the walls it is given and nothing else, through restarts, until it is revoked.',
    body: {
      schema: pairScreenSchema,
      examples: { 'As it shows': { code: 'K7W-Q4T', name: 'Entrance hall', walls: ['counter'] } },
    },
    answers: {
      200: { description: 'It is paired.', content: { schema: tvScreenSchema, examples: { Paired: screen } } },
    },
    problems: ['not-found', 'too-many-requests'],
  },
  'POST /v1/screens/{id}/revoke': {
    id: 'revokeScreen',
    tag: 'People',
    summary: 'Revoke a television',
    params: z.object({ id: screenIdSchema.describe('Of the screen') }),
    answers: {
      200: { description: 'It sees nothing more.', content: { schema: tvScreenSchema, examples: { Revoked: screen } } },
    },
    problems: ['not-found'],
    example: { params: { id: screen.id } },
  },
  'POST /v1/screens/begin': {
    id: 'beginScreen',
    tag: 'People',
    isMinor: true,
    summary: 'Ask for a code, as a television',
    description: 'The answer carries the cookie that pairing makes worth something.',
    answers: {
      200: { description: 'The code.', content: { schema: screenStateSchema, examples: { Waiting: waiting } } },
    },
    problems: ['too-many-requests'],
  },
  'GET /v1/screens/self': {
    id: 'readScreen',
    tag: 'People',
    isMinor: true,
    summary: 'Look at oneself, as a television',
    answers: {
      200: {
        description: 'What the cookie is worth.',
        content: { schema: screenStateSchema, examples: { Waiting: waiting, Unknown: { state: 'unknown' } } },
      },
    },
    problems: [],
  },
}
