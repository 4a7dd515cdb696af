import { setTimeout as wait } from 'node:timers/promises'
import type { EventResult } from '#contract/api.ts'
import type { PointerError } from '#contract/problem.ts'
import type { BatchItem } from './batch.ts'
import { bodyOf } from './batch.ts'
import type { Door, DoorReply } from './door.ts'
import { postToDoor } from './door.ts'
import { ReplayError } from './replay-error.ts'
import type { Backoff } from './retry.ts'
import { backoffMs, decide } from './retry.ts'

export interface DeliveryOptions {
  door: Door
  backoff: Backoff
  /** Longest time without any request being accepted, after which a request that failed is not repeated. */
  giveUpAfterMs: number
  requestTimeoutMs: number
  /** Aborted: no request is repeated any more. */
  stop: AbortSignal
  /** Aborted: requests under way are cut. */
  cut: AbortSignal
  /** Shared by all deliveries of a replay: `performance.now()` when a request was last accepted. */
  progress: { at: number }
  onRetry: (reason: string, delayMs: number) => void
}

/** @returns the door's result for each item, in order; undefined when stopped before the door answered. */
export async function deliver(
  items: ReadonlyArray<BatchItem & { id: string }>,
  webhookId: string,
  options: DeliveryOptions,
): Promise<EventResult[] | undefined> {
  const body = bodyOf(items)
  for (let attempt = 0; ; attempt++) {
    const signal = AbortSignal.any([options.cut, AbortSignal.timeout(options.requestTimeoutMs)])
    const reply = await postToDoor(options.door, { webhookId, body, signal })
    switch (decide(reply)) {
      case 'done':
        options.progress.at = performance.now()
        return matchResults(items, reply)
      case 'stop':
        throw new ReplayError(describe(reply, options.door))
      case 'again':
        if (options.stop.aborted) return undefined
        await waitToRetry(reply, attempt, options)
        if (options.stop.aborted) return undefined
    }
  }
}

function matchResults(items: ReadonlyArray<{ id: string }>, reply: DoorReply): EventResult[] {
  if (reply.type === 'invalid') return items.map(({ id }, index) => invalidResult(id, index, reply.errors))
  const results = reply.type === 'accepted' ? reply.results : []
  if (results.length === items.length && results.every(({ id }, index) => id === items[index]?.id)) return results
  throw new ReplayError(`The door answered for ${results.length} events, not for the ${items.length} it was sent.`)
}

/** @param index of the item in its request, which the pointers of `errors` begin with. */
function invalidResult(id: string, index: number, errors: readonly PointerError[]): EventResult {
  const pointer = `#/${index}`
  const own = errors.filter((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`))
  return { id, outcome: 'invalid', errors: own.length > 0 ? own : [{ pointer, detail: 'is not valid either' }] }
}

async function waitToRetry(reply: DoorReply, attempt: number, options: DeliveryOptions): Promise<void> {
  const askedMs = reply.type === 'refused' ? (reply.retryAfterMs ?? 0) : 0
  const silentMs = performance.now() - options.progress.at
  const restMs = options.giveUpAfterMs - silentMs
  if (restMs <= 0 || askedMs > restMs) {
    const why =
      restMs <= 0
        ? `Gave up after ${secondsOf(silentMs)} s without an accepted request.`
        : `Gave up: the door asks to come again in ${secondsOf(askedMs)} s, which is later than --give-up-after allows.`
    throw new ReplayError(
      `${why} Last: ${asSentence(describe(reply, options.door))} ` +
        'Run the same command again when the server is back: what is stored already is not stored twice.',
    )
  }
  const backoff = backoffMs(options.backoff, { attempt, random: Math.random() })
  const delayMs = Math.max(askedMs, Math.min(backoff, restMs))
  options.onRetry(describe(reply, options.door), delayMs)
  await wait(delayMs, undefined, { signal: options.stop }).catch(() => undefined)
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1000)
}

/** Details of problems end without a full stop. */
function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function describe(reply: DoorReply, { url, source }: Door): string {
  switch (reply.type) {
    case 'accepted':
      return 'The door accepted it.'
    case 'invalid':
      return `Not one event is valid: ${reply.detail}`
    case 'unreachable':
      return `No answer from ${url} (${reply.detail}).`
    case 'unintelligible':
      return `${url}/v1/webhooks/${source}: ${reply.detail}`
    case 'refused':
      return `${url}/v1/webhooks/${source} refused with ${reply.status}: ${reply.detail}`
  }
}
