import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { EventResult, WebhookAnswer } from '#contract/api.ts'
import type { NewEvent } from '#contract/event.ts'
import type { AppendOutcome } from '../../log/events.ts'
import { LogOverloadedError } from '../../log/append.ts'
import type { EventLog } from '../../log/log.ts'
import type { Clock } from '../../runtime/clock.ts'
import { ProblemError } from '../../runtime/problem-error.ts'
import type { Telemetry } from '../../runtime/telemetry.ts'
import { decodeBody } from '../body.ts'
import { readSent } from '../sent-value.ts'
import type { SourceDirectory } from '../source-directory.ts'
import type { MappedItem } from '../webhook-events.ts'

interface WebhookDoorOptions {
  log: EventLog
  sources: SourceDirectory
  telemetry: Telemetry
  clock: Clock
}

/**
 * `POST /v1/webhooks/{source}`: what the source's kind of provider sends, the same for all kinds. The order is: source,
 * content type, encoding, the provider's signature over the raw body, and only then parsing and the provider's mapping.
 * The answer comes after the commit.
 */
export function webhookDoor(options: WebhookDoorOptions) {
  return (app: FastifyInstance): void => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    app.post<{ Params: { source: string } }>(
      '/v1/webhooks/:source',
      { config: { access: 'signature' } },
      (request, reply) => answer(options, request, reply),
    )
  }
}

async function answer(
  options: WebhookDoorOptions,
  request: FastifyRequest<{ Params: { source: string } }>,
  reply: FastifyReply,
): Promise<void> {
  const { clock, telemetry } = options
  const startedAt = clock.monotonic()
  const tell = (outcome: string, events: number) =>
    telemetry.emit('door.answered', {
      source: request.params.source,
      outcome,
      events,
      durationMs: clock.monotonic() - startedAt,
    })
  try {
    const taken = await take(options, request)
    if (taken === 'probe') {
      await reply.code(200).send({})
      return tell('probe', 0)
    }
    const { admittedAfterMs, ...stored } = taken
    reply.code(202).header('server-timing', `door;dur=${admittedAfterMs.toFixed(1)}`)
    await reply.send(stored)
    tell('accepted', stored.results.length)
  } catch (error) {
    tell(error instanceof ProblemError ? error.code : 'internal', 0)
    throw error
  }
}

/** `admittedAfterMs`: the door's own share of the time until the commit, before it handed the events to the log. */
async function take(
  { log, sources, clock }: WebhookDoorOptions,
  request: FastifyRequest<{ Params: { source: string } }>,
): Promise<(WebhookAnswer & { admittedAfterMs: number }) | 'probe'> {
  const startedAt = clock.monotonic()
  const receivedAt = clock.now()
  const source = await sources.find(request.params.source)
  if (!source) throw new ProblemError('unknown-source', 'there is no source of this name; create it first')
  if (!source.enabled) throw new ProblemError('forbidden', 'this source is paused')
  const { door } = source
  const { method, url, headers } = request
  const asked = { source: source.slug, method, url, headers, rawBody: bytesOf(request.body), now: receivedAt }
  if (!isJson(headers['content-type'])) {
    if (door.isProbe(asked)) return 'probe'
    throw new ProblemError('unsupported-media-type', 'send the events with content-type: application/json')
  }
  const sent = { ...asked, rawBody: await decodeBody(asked.rawBody, headers['content-encoding']) }
  door.verify(sent, source.keys(receivedAt))
  const items = door.map(sent, readSent(sent.rawBody))
  const events = items.flatMap((item) => (item.ok ? [item.event] : []))
  const admittedAfterMs = clock.monotonic() - startedAt
  if (events.length === 0) return { results: results(items, []), receivedAt, storedAt: clock.now(), admittedAfterMs }
  const { outcomes, committedAt } = await appendOrRefuse(log, events, sent.rawBody.length)
  return { results: results(items, outcomes), receivedAt, storedAt: committedAt, admittedAfterMs }
}

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
}

async function appendOrRefuse(log: EventLog, events: readonly NewEvent[], bytes: number) {
  try {
    return await log.append(events, bytes)
  } catch (cause) {
    const detail =
      cause instanceof LogOverloadedError ? cause.message : 'the events could not be stored; send them again'
    throw new ProblemError('unavailable', detail, { retryAfterSeconds: 1 })
  }
}

function results(items: readonly MappedItem[], outcomes: readonly AppendOutcome[]): EventResult[] {
  let next = 0
  return items.map((item) => {
    if (!item.ok) return item.result
    const outcome = outcomes[next++]
    if (!outcome) throw new Error('the log answered fewer outcomes than events')
    return outcome.outcome === 'stored'
      ? { id: item.event.id, outcome: 'stored', position: outcome.position.toString() }
      : { id: item.event.id, outcome: 'duplicate' }
  })
}
