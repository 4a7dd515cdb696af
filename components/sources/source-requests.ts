import type { ChangeSource, CreatedSource, Source } from '#contract/api.ts'
import type { RequestAnswer, RequestFailure } from './send-request.ts'
import { member, sendRequest } from './send-request.ts'

/** Entries that the server need not be asked about. */
export const secretMissing = wrongAt('#/secret')
export const slugMalformed = wrongAt('#/slug')

function wrongAt(pointer: string): { ok: false; failure: RequestFailure } {
  return { ok: false, failure: { reason: 'wrong', status: 400, errors: [{ pointer, detail: '' }], detail: '' } }
}

/** Asks for a new source. Its secret is in this answer, and in that of {@link rotateSecret}, and in no other. */
export function createSource(source: Readonly<Record<string, unknown>>): Promise<RequestAnswer<CreatedSource>> {
  return sendRequest({ method: 'POST', path: '/v1/sources', body: source, isValue: isCreated })
}

/** @param timeoutMs longer where the server asks somebody else's before it saves. */
export function changeSource(
  slug: string,
  change: ChangeSource,
  { timeoutMs }: { timeoutMs?: number } = {},
): Promise<RequestAnswer<Source>> {
  return sendRequest({
    method: 'PATCH',
    path: `/v1/sources/${slug}`,
    body: change,
    isValue: isSource,
    ...(timeoutMs !== undefined && { timeoutMs }),
  })
}

export function rotateSecret(
  slug: string,
  rotation: { secret?: string; overlapHours?: number },
): Promise<RequestAnswer<CreatedSource>> {
  return sendRequest({ method: 'POST', path: `/v1/sources/${slug}/rotate`, body: rotation, isValue: isCreated })
}

function isSource(value: unknown): value is Source {
  return typeof member(value, 'slug') === 'string' && typeof member(value, 'path') === 'string'
}

function isCreated(value: unknown): value is CreatedSource {
  return isSource(value) && typeof member(value, 'secret') === 'string'
}
