import { createHmac } from 'node:crypto'
import type { EventResult } from '#contract/api.ts'
import { webhookAnswerSchema } from '#contract/api.ts'
import type { PointerError } from '#contract/problem.ts'
import { problemSchema } from '#contract/problem.ts'
import { decodeRetryAfter } from './retry.ts'

/** A door of Vigie as its callers know it: `POST {url}/v1/webhooks/{source}`, signed by Standard Webhooks. */
export interface Door {
  /** Origin of the event server, without a slash at the end. */
  url: string
  source: string
  /** The source's secret, decoded. */
  key: Buffer
}

/** What came of one request. */
export type DoorReply =
  | { type: 'accepted'; results: EventResult[] }
  /** Not one event of the request is valid; of up to 20 it says why. */
  | { type: 'invalid'; detail: string; errors: PointerError[] }
  | { type: 'refused'; status: number; detail: string; retryAfterMs: number | undefined }
  | { type: 'unreachable'; detail: string }
  | { type: 'unintelligible'; detail: string }

export interface DoorRequest {
  /** Stays the same when the request is repeated. */
  webhookId: string
  body: string
  signal: AbortSignal
}

/** @returns the key of `whsec_…`, undefined unless that is base64 of 24 to 64 bytes. */
export function decodeSecret(secret: string): Buffer | undefined {
  const match = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret.trim())
  const key = Buffer.from(match?.[1] ?? '', 'base64')
  return key.length >= 24 && key.length <= 64 ? key : undefined
}

/** The headers of Standard Webhooks; the timestamp is that of the attempt, in seconds. */
export function signedHeaders(
  { key }: Pick<Door, 'key'>,
  { webhookId, body, now }: { webhookId: string; body: string; now: number },
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  const signature = createHmac('sha256', key).update(`${webhookId}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': webhookId, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause instanceof Error) return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
  return error.name === 'TimeoutError' ? 'no answer in time' : error.message
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readAcceptance(text: string): DoorReply {
  const answer = webhookAnswerSchema.safeParse(parseJson(text))
  if (answer.success) return { type: 'accepted', results: answer.data.results }
  return { type: 'unintelligible', detail: 'the answer is not that of a Vigie door; is --url the event server?' }
}

function readRefusal(response: Response, text: string): DoorReply {
  const problem = problemSchema.safeParse(parseJson(text))
  const errors = problem.data?.errors ?? []
  const pointers = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`)
  const detail = problem.success
    ? [`${problem.data.title}: ${problem.data.detail}`, ...pointers].join('; ')
    : `${response.status} ${response.statusText}`.trim()
  if (problem.data?.code === 'invalid-event' && errors.length > 0) return { type: 'invalid', detail, errors }
  const retryAfterMs = decodeRetryAfter(response.headers.get('retry-after'), Date.now())
  return { type: 'refused', status: response.status, detail, retryAfterMs }
}

/** Sends one signed request, once. Never throws: what went wrong is the reply. */
export async function postToDoor(door: Door, { webhookId, body, signal }: DoorRequest): Promise<DoorReply> {
  try {
    const response = await fetch(`${door.url}/v1/webhooks/${door.source}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signedHeaders(door, { webhookId, body, now: Date.now() }) },
      body,
      redirect: 'manual',
      signal,
    })
    const text = await response.text()
    return response.ok ? readAcceptance(text) : readRefusal(response, text)
  } catch (error) {
    return { type: 'unreachable', detail: describeFailure(error) }
  }
}
