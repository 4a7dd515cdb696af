import * as z from 'zod'
import { segmentAnswerSchema, segmentReportSchema } from '#contract/api.ts'
import type { Answer, AnswerHeader, Operation, Operations } from '../operation.ts'
import { alias } from '../operation.ts'
import { trackingProblems } from '../problems.ts'
import { doorHeaders } from './webhooks.ts'

const trackingHeaders = [...doorHeaders, 'access-control-allow-origin'] as const satisfies readonly AnswerHeader[]

/** What a browser asks before a page of another origin sends. */
export function preflight(id: string, of: string): Operation {
  return {
    id,
    isMinor: true,
    tag: 'Tracking',
    summary: `Let a page of any origin call \`${of}\``,
    description: 'The preflight that a browser sends by itself.',
    answers: { 204: { description: 'It may.', headers: ['access-control-allow-origin'] } },
    problems: [],
  }
}

/** Members that all of Segment's calls have. What else is there is kept. */
const common = {
  messageId: z.string().optional().describe('The same when it is sent again; by it a repeat is known'),
  userId: z.string().nullable().optional().describe('Who it is, where that is known'),
  anonymousId: z.string().nullable().optional().describe('The visitor, where it is not'),
  timestamp: z.iso.datetime({ offset: true }).optional().describe('When it happened, by the clock of the sender'),
  sentAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('When it was sent, by the same clock: the difference corrects it'),
  context: z.looseObject({}).optional().describe('Page, library, campaign, time zone, …'),
  integrations: z.looseObject({}).optional().describe('Taken, and not looked at'),
  writeKey: z.string().optional().describe('The key of the source, where no header has it'),
}
const traits = z.looseObject({}).optional().describe('What is known about whom it is')
const properties = z.looseObject({}).optional().describe('What is known about it')

const calls = {
  track: {
    summary: 'Report what somebody did',
    members: { event: z.string().describe('What: `Order Completed`, `Signed Up`, …'), properties },
    example: { event: 'Order Completed', properties: { order_id: '1001', total: 84.9, currency: 'EUR' } },
  },
  page: {
    summary: 'Report a page view',
    members: { name: z.string().optional().describe('Of the page'), properties },
    example: { name: 'Home', properties: { url: 'https://shop.example/', title: 'Home' } },
  },
  identify: {
    summary: 'Say who a visitor is',
    members: { traits },
    example: { traits: { email: 'jo@example.com' } },
  },
  group: {
    summary: 'Say which account somebody belongs to',
    members: { groupId: z.string().describe('Of the account'), traits },
    example: { groupId: 'acme', traits: { name: 'Acme' } },
  },
  screen: {
    summary: 'Report a screen of an app',
    members: { name: z.string().optional().describe('Of the screen'), properties },
    example: { name: 'Basket', properties: {} },
  },
  alias: {
    summary: 'Say that two ids are one person',
    members: { previousId: z.string().describe('The other id') },
    example: { previousId: 'visitor-7' },
  },
} as const

const someone = {
  messageId: 'ajs-next-1795479666029-6f1ed002',
  userId: 'customer-42',
  anonymousId: '5b0e2f6c-ab55-4859-8140-ebf0951522d9',
  timestamp: '2026-11-23T13:05:00.123Z',
  sentAt: '2026-11-23T13:05:00.980Z',
}

const batchSchema = z.looseObject({
  batch: z
    .array(
      z.looseObject({ type: z.string().describe('The call that it would be alone: `track`, `page`, …'), ...common }),
    )
    .describe('In the order in which they happened; each is taken or kept by itself'),
  context: common.context,
  integrations: common.integrations,
  sentAt: common.sentAt,
  writeKey: common.writeKey,
})

const answer: Answer = {
  description:
    'Every event is stored, or kept in the quarantine: nothing is to be sent again. With `prefer: handling=strict` or `report=1` the answer has an outcome per event.',
  headers: trackingHeaders,
  content: {
    schema: z.union([segmentReportSchema, segmentAnswerSchema]),
    examples: {
      'As its clients expect': { success: true },
      'With a report': {
        success: true,
        accepted: 1,
        duplicates: 1,
        rejected: [],
        results: [
          { id: 'ajs-next-1795479666029-6f1ed002', outcome: 'stored', position: '4711' },
          { id: 'ajs-next-1795479665001-0a7b33c1', outcome: 'duplicate' },
        ],
      },
    },
  },
}

const shared = {
  tag: 'Tracking',
  headers: z.object({ prefer: z.string().optional().describe('`handling=strict` asks for an outcome per event') }),
  query: z.object({
    report: z.string().optional().describe('`1` asks for an outcome per event, as `prefer: handling=strict` does'),
  }),
  answers: { 200: answer },
  problems: trackingProblems,
  credentials: ['writeKey', 'writeKeyHeader'],
} as const satisfies Partial<Operation>

const description =
  "Compatible with Segment's HTTP API, so its clients work unmodified when they are given this address. The body is read as JSON whatever its content type says. A public key may send what pages report; orders and stock only where the source allows it."

function callOperation(name: keyof typeof calls): Operation {
  const { summary, members, example } = calls[name]
  return {
    ...shared,
    id: name,
    summary,
    description,
    body: { schema: z.looseObject({ ...members, ...common }), examples: { [summary]: { ...example, ...someone } } },
  }
}

const batch: Operation = {
  ...shared,
  id: 'batch',
  summary: 'Report several things at once',
  description: `${description} A batch may have 500 KB and 2500 events, each of them 32 KB.`,
  body: {
    schema: batchSchema,
    examples: {
      'Two calls': {
        batch: [
          { type: 'page', ...calls.page.example, ...someone, messageId: 'ajs-next-1' },
          { type: 'track', ...calls.track.example, ...someone, messageId: 'ajs-next-2' },
        ],
        sentAt: someone.sentAt,
      },
    },
  },
}

const settings: Operation = {
  id: 'readTrackingSettings',
  tag: 'Tracking',
  summary: "Tell Segment's browser client where to send",
  params: z.object({ key: z.string().describe('The write key of a source') }),
  answers: {
    200: {
      description: 'Everything goes here, and nowhere else.',
      headers: ['cache-control', 'access-control-allow-origin'],
      content: {
        schema: z.looseObject({
          integrations: z.looseObject({}).describe('Where the client sends'),
          plan: z.looseObject({}).describe('Empty: no event is held back'),
        }),
        examples: {
          'Its beginning': {
            integrations: { 'Segment.io': { apiKey: 'WRITE_KEY', apiHost: 'vigie.example/v1', protocol: 'https' } },
            plan: {},
          },
        },
      },
    },
  },
  problems: ['unknown-source', 'too-many-requests', 'unavailable'],
  example: { params: { key: 'WRITE_KEY' } },
}

/** A call, its short address, and the browsers' question about both. */
function segmentCall(name: keyof typeof calls | 'batch'): Operations {
  const operation = name === 'batch' ? batch : callOperation(name)
  const path = `/v1/${name}`
  const short = `/v1/${name.charAt(0)}`
  return {
    [`POST ${path}`]: operation,
    [`POST ${short}`]: alias(operation, 'Short', path),
    [`OPTIONS ${path}`]: preflight(`${name}Preflight`, path),
    [`OPTIONS ${short}`]: preflight(`${name}ShortPreflight`, short),
  }
}

export const trackingOperations: Operations = {
  ...segmentCall('track'),
  ...segmentCall('page'),
  ...segmentCall('identify'),
  ...segmentCall('group'),
  ...segmentCall('screen'),
  ...segmentCall('alias'),
  ...segmentCall('batch'),
  'GET /v1/projects/{key}/settings': settings,
  'OPTIONS /v1/projects/{key}/settings': {
    ...preflight('trackingSettingsPreflight', '/v1/projects/{key}/settings'),
    params: settings.params ?? z.object({}),
    example: settings.example ?? {},
  },
}
