import type { ProviderRequest } from './provider.ts'
import type { RawQuarantined } from './quarantined-requests.ts'
import { isKeyOmitted, notKept } from './redact.ts'
import type { NotedRefusal, Refusal } from './refusal.ts'
import { refusalOfProblem, toProblem } from './refusal.ts'
import type { DoorSource } from './source-directory.ts'

/*
 * Whether a kept request is proven can be asked again as long as its proof was kept. A signature is; a key is not. Where a
 * source asks for what was not kept, nothing new can be said of the request: its first reason stands.
 */

export type VerifiedAgain =
  | { proven: true }
  | { proven: false; refusal: Refusal }
  | { proven: false; missing: string[] }

/** With the clock at its reception. */
export function verifyAgain({ door, keys }: DoorSource, request: ProviderRequest): VerifiedAgain {
  const missing = new Set<string>()
  try {
    door.verify(noting(request, missing), keys(request.now))
    return { proven: true }
  } catch (error) {
    if (missing.size > 0) return { proven: false, missing: [...missing] }
    return { proven: false, refusal: refusalOfProblem('signature', toProblem(error)) }
  }
}

/** @returns the request; what is asked of it and was not kept is added to `missing`. */
function noting(request: ProviderRequest, missing: Set<string>): ProviderRequest {
  const { url } = request
  const headers = new Proxy(request.headers, {
    get(kept, name, receiver) {
      const value: unknown = Reflect.get(kept, name, receiver)
      if (value === notKept && typeof name === 'string') missing.add(name)
      return value
    },
  })
  return {
    ...request,
    headers,
    get url() {
      if (isKeyOmitted(url)) missing.add('the query')
      return url
    },
  }
}

/** The reason that a request had, with why it stays so. */
export function reasonKept({ request }: RawQuarantined, missing: readonly string[]): NotedRefusal {
  const { stage, code, detail, errors } = request
  const why = `; it cannot be replayed, since keys are not kept (${missing.join(', ')}): have the request sent again`
  return { stage, code, detail: detail.endsWith(why) ? detail : `${detail}${why}`, errors }
}

/** What came to an earlier source of this name was proven with another secret, if at all. */
export function isToBeProven({ request, receivedAt }: RawQuarantined, source: DoorSource): boolean {
  return request.stage === 'signature' || source.createdAt > receivedAt
}

/** @returns false where a replay could prove nothing; true also where the source is gone, which may be made again. */
export function isReplayable(kept: RawQuarantined, source: DoorSource | undefined): boolean {
  if (source === undefined || !isToBeProven(kept, source)) return true
  const { source: slug, method, url } = kept.request
  const request = { source: slug, method, url, headers: kept.headers, rawBody: kept.body, now: kept.receivedAt }
  return !('missing' in verifyAgain(source, request))
}
