import type { Pool } from 'pg'
import type { EventResult } from '#contract/api.ts'
import type { ReplayAnswer, ReplayMany, ReplayManyAnswer } from '#contract/quarantine.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { ProviderRequest } from './provider.ts'
import type { RawQuarantined } from './quarantined-requests.ts'
import { listOpenIds, markReplayed, notOpen, noteRefusedAgain, readQuarantined } from './quarantined-requests.ts'
import type { NotedRefusal, Refusal } from './refusal.ts'
import { refusalOfError, refusalOfItems } from './refusal.ts'
import type { DoorSource, SourceDirectory } from './source-directory.ts'
import type { StoreOptions } from './store-items.ts'
import { storeItems } from './store-items.ts'
import { isToBeProven, reasonKept, verifyAgain } from './verify-again.ts'
import type { MappedItem } from './webhook-events.ts'

/*
 * A replay takes a kept request in once more: with its source as it is set up now, at the time at which it was received, so
 * that its events get the ids and times they would have had. What is stored already is a duplicate, so it may be repeated,
 * also at the same time by somebody else.
 */
export interface ReplayOptions extends StoreOptions {
  pool: Pool
  sources: SourceDirectory
}

/** One call tries no more requests after this time, so that its caller gets an answer. */
const longestCallMs = 5000

interface Attempt {
  results: EventResult[]
  /** Undefined when all of it is stored. */
  refusal: NotedRefusal | undefined
}

/**
 * @param mendedBody instead of the body that came.
 * @throws ProblemError `not-found`; `conflict` when it is not open; `invalid-request` when its body may not be mended;
 * `unavailable` when nothing is known to be stored.
 */
export async function replayQuarantined(
  options: ReplayOptions,
  { id, mendedBody }: { id: bigint; mendedBody?: string | undefined },
): Promise<ReplayAnswer> {
  await options.sources.reload()
  const { results } = await replayOne(options, { id, mendedBody })
  const { request } = await readQuarantined(options.pool, id)
  return { request, results }
}

/** Tries open requests of a filter, oldest first. */
export async function replayMany(
  options: ReplayOptions,
  { source, stage, after = '0', limit }: ReplayMany,
): Promise<ReplayManyAnswer> {
  const { pool, sources, clock } = options
  await sources.reload()
  const endsAt = clock.monotonic() + longestCallMs
  const ids = await listOpenIds(pool, { source, stage, after: BigInt(after), limit: limit + 1 })
  const answer: ReplayManyAnswer = { replayed: 0, stillOpen: 0, eventsStored: 0, next: null }
  for (const [index, id] of ids.entries()) {
    const last = ids[index - 1]
    // However long listing them took, the first is tried: else a caller would go on behind it.
    if (last !== undefined && (index === limit || clock.monotonic() > endsAt))
      return { ...answer, next: last.toString() }
    const { results, refusal } = await replayIfOpen(options, id)
    if (refusal) answer.stillOpen++
    else answer.replayed++
    answer.eventsStored += results.filter(({ outcome }) => outcome === 'stored').length
  }
  return answer
}

/** Somebody else may have resolved it since it was listed. */
async function replayIfOpen(options: ReplayOptions, id: bigint): Promise<Attempt> {
  try {
    return await replayOne(options, { id })
  } catch (error) {
    if (!(error instanceof ProblemError) || !['conflict', 'not-found'].includes(error.code)) throw error
    return { results: [], refusal: undefined }
  }
}

async function replayOne(
  options: ReplayOptions,
  { id, mendedBody }: { id: bigint; mendedBody?: string | undefined },
): Promise<Attempt> {
  const { pool, sources, clock } = options
  const kept = await readQuarantined(pool, id)
  if (kept.request.state !== 'open') throw notOpen(kept.request.state)
  const source = await sources.find(kept.request.source)
  const attempt = await tryAgain(options, { kept, source, mendedBody })
  if (attempt.refusal) await noteRefusedAgain(pool, id, attempt.refusal)
  else await markReplayed(pool, id, new Date(clock.now()))
  return attempt
}

interface Trial {
  kept: RawQuarantined
  source: DoorSource | undefined
  mendedBody: string | undefined
}

async function tryAgain(options: ReplayOptions, { kept, source, mendedBody }: Trial): Promise<Attempt> {
  const { source: slug, method, url } = kept.request
  if (!source) return { results: [], refusal: sourceIsGone(kept) }
  const rawBody = mendedBody === undefined ? kept.body : Buffer.from(mendedBody)
  const request = { source: slug, method, url, headers: kept.headers, rawBody, now: kept.receivedAt }
  if (isToBeProven(kept, source)) {
    if (mendedBody !== undefined) throw notMendable()
    const verified = verifyAgain(source, request)
    if ('missing' in verified) return { results: [], refusal: reasonKept(kept, verified.missing) }
    if (!verified.proven) return { results: [], refusal: verified.refusal }
  }
  const mapped = mapAgain(source, request)
  if ('refusal' in mapped) return { results: [], refusal: mapped.refusal }
  const { results } = await storeItems(options, request, mapped.items)
  return { results, refusal: refusalOfItems(mapped.items) }
}

function sourceIsGone({ request: { stage, source } }: RawQuarantined): Refusal {
  const detail = `there is no source named ${source} any more; create it again with the secret it had, then replay`
  return { stage, code: 'unknown-source', detail, errors: [] }
}

function notMendable(): ProblemError {
  return new ProblemError(
    'invalid-request',
    'the signature of this request is still to be proven, which only its original body can; replay it as it came',
    { errors: [{ pointer: '#/body', detail: 'must be left out' }] },
  )
}

function mapAgain({ door }: DoorSource, request: ProviderRequest): { items: MappedItem[] } | { refusal: Refusal } {
  try {
    const contentType = [request.headers['content-type']].flat()[0]
    if (!door.accepts(contentType)) {
      throw new ProblemError(
        'unsupported-media-type',
        `this source does not take ${contentType ?? 'bodies without type'}`,
      )
    }
    return { items: door.map(request, door.read(request)) }
  } catch (error) {
    return { refusal: refusalOfError(error) }
  }
}
