import * as z from 'zod'
import type { Operations } from '../operation.ts'

const statusSchema = z.enum(['pass', 'warn', 'fail']).describe('`warn` still takes events')

const readySchema = z.object({
  status: statusSchema,
  version: z.string().describe('Of the running Vigie'),
  checks: z
    .record(
      z.string(),
      z.array(
        z.object({
          componentType: z.enum(['datastore', 'component']).describe('What was looked at'),
          status: statusSchema,
          observedValue: z.number().optional().describe('What was measured'),
          observedUnit: z.string().optional().describe('In what'),
          output: z.string().optional().describe('What is wrong'),
          time: z.iso.datetime().describe('When it was looked at'),
        }),
      ),
    )
    .describe('By component and measurement'),
})

const ready = {
  status: 'pass',
  version: '0.1.0',
  checks: {
    'postgres:responseTime': [
      {
        componentType: 'datastore',
        status: 'pass',
        observedValue: 1,
        observedUnit: 'ms',
        time: '2026-11-23T13:05:00.123Z',
      },
    ],
  },
}

const mediaTypes = ['application/health+json']

export const healthOperations: Operations = {
  'GET /livez': {
    id: 'live',
    tag: 'Health',
    summary: 'Ask whether the process turns',
    answers: {
      200: {
        description: 'It does.',
        content: {
          schema: z.object({ status: z.literal('pass').describe('Always') }),
          mediaTypes,
          examples: { Turns: { status: 'pass' } },
        },
      },
    },
    problems: [],
  },
  'GET /readyz': {
    id: 'ready',
    tag: 'Health',
    summary: 'Ask whether it can take and show events',
    answers: {
      200: { description: 'It can.', content: { schema: readySchema, mediaTypes, examples: { Ready: ready } } },
      503: {
        description: 'It cannot: the database is away or stores nothing, or the server is shutting down.',
        content: { schema: readySchema, mediaTypes, examples: { 'Not ready': { ...ready, status: 'fail' } } },
      },
    },
    problems: [],
  },
  'GET /metrics': {
    id: 'metrics',
    tag: 'Health',
    summary: 'Read the metrics for Prometheus',
    description: "On the event server's own port only; the web app does not hand it on.",
    answers: {
      200: {
        description: 'In the text format of Prometheus.',
        content: {
          schema: z.string(),
          mediaTypes: ['text/plain; version=0.0.4; charset=utf-8'],
          examples: { 'A line': 'vigie_info{version="0.1.0"} 1\n' },
        },
      },
    },
    problems: [],
  },
  'GET /v1/openapi.json': {
    id: 'describeApi',
    tag: 'Health',
    summary: 'Read this description',
    description: 'OpenAPI 3.1, made of the schemas that validate. The same answer until Vigie is upgraded.',
    headers: z.object({ 'if-none-match': z.string().optional().describe('An `etag` that is known already') }),
    answers: {
      200: {
        description: 'The document.',
        headers: ['etag', 'cache-control'],
        content: {
          schema: z.looseObject({ openapi: z.literal('3.1.1').describe('The version of the format') }),
          examples: { 'Its beginning': { openapi: '3.1.1' } },
        },
      },
      304: { description: 'It is still the one you know.', headers: ['etag'] },
    },
    problems: [],
  },
}
