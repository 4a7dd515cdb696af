import type * as z from 'zod'
import type { ProblemCode } from '#contract/problem.ts'

/*
 * What a route takes and answers, described once. Schemas are the very objects that validate; who may call is not said
 * here, it is the route's own `access`. `document.ts` makes OpenAPI of it, and a test holds the routes of the running
 * server against the table in `operations.ts`, both ways.
 */

export const tags = {
  Doors: 'Where other systems send. Every door answers after the commit: what it says is stored is durable.',
  Tracking: 'What sites and apps report: a Segment-compatible API, and the door of our own tracker.',
  Events: 'The log: every event there is, in one order without holes.',
  Quarantine: 'Requests that could not be taken, or not whole, kept as they came.',
  Sources: 'Who sends. A source has a kind, which says how its requests are signed and what they mean.',
  Databases: 'Databases that Vigie goes to: what they allow, and what connecting them would run.',
  Alerts: 'What wants somebody, and what people do about it: each is an event of its own.',
  Transfers:
    'Stock that is proposed to be moved: each decision is an event, and what was accepted goes out as a webhook.',
  Customers: 'Who they are and which keys are theirs, what they did, and what people of the company do about them.',
  People: 'Who signs in, with which browsers, as what, and what they did.',
  Settings: 'What holds for the whole installation.',
  Screens: 'What screens read: views, which the socket at `/live` keeps up to date, and the installation.',
  Health: 'For whoever runs the server.',
} as const
export type Tag = keyof typeof tags

/** How a door knows its caller; each entry is one way that suffices. */
export type DoorCredential =
  | 'standardWebhooks'
  | 'provider'
  | 'bearerKey'
  | 'accessToken'
  | 'writeKey'
  | 'writeKeyHeader'

/** `apiToken` is what all other routes know their caller by, beside the cookie: it follows from their access. */
export type Credential = DoorCredential | 'apiToken'

/** Header fields of answers; their words are in `headers.ts`. */
export type AnswerHeader =
  | 'ratelimit-policy'
  | 'ratelimit'
  | 'retry-after'
  | 'server-timing'
  | 'cache-control'
  | 'content-disposition'
  | 'etag'
  | 'access-control-allow-origin'
  | 'webhook-allowed-origin'
  | 'webhook-allowed-rate'

export interface Content {
  schema: z.ZodType
  /** Absent = application/json. */
  mediaTypes?: readonly string[]
  /** By name; the first is the one that is shown. Each is valid. */
  examples: Readonly<Record<string, unknown>>
}

export interface Answer {
  description: string
  /** Absent = no body. */
  content?: Content
  headers?: readonly AnswerHeader[]
}

export interface Operation {
  /** Unique; what generated clients call it. */
  id: string
  tag: Tag
  summary: string
  /** A reader of all operations may pass it over: a short address, or what a browser asks by itself. */
  isMinor?: boolean
  /** Markdown: paragraphs and `code`. */
  description?: string
  params?: z.ZodObject
  query?: z.ZodObject
  /** Header fields that it reads, by their names in lower case. */
  headers?: z.ZodObject
  body?: Content & { isOptional?: boolean }
  answers: Readonly<Record<number, Answer>>
  /** What it may refuse with, beyond what every route of its access may (see `problems.ts`). */
  problems: readonly ProblemCode[]
  credentials?: readonly DoorCredential[]
  /** Values for its parameters, valid by their schemas. */
  example?: {
    params?: Readonly<Record<string, string>>
    query?: Readonly<Record<string, string>>
    headers?: Readonly<Record<string, string>>
  }
  /** A shell script that does it; absent = the cURL line that follows from the example. */
  sample?: (origin: string) => string
}

/** `POST /v1/sources/{slug}/rotate` → what it does. */
export type Operations = Readonly<Record<`${string} /${string}`, Operation>>

/** The same thing at a second address. */
export function alias(operation: Operation, suffix: string, of: string): Operation {
  return {
    ...operation,
    isMinor: true,
    id: operation.id + suffix,
    summary: `${operation.summary} (short for \`${of}\`)`,
  }
}
