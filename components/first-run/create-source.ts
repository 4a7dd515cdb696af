import type { CreatedSource } from '#contract/api.ts'

/** Why a source was not created. */
export type CreateFailure =
  | { reason: 'slug' }
  | { reason: 'conflict' }
  | { reason: 'forbidden' }
  | { reason: 'unavailable'; status: number }
  | { reason: 'offline' }

export type NewSource = Pick<CreatedSource, 'slug' | 'path' | 'secret'>
export type CreateAnswer = { ok: true; source: NewSource } | { ok: false; failure: CreateFailure }

/** The contract's rule for slugs, which the server checks again. */
const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

function isNewSource(value: unknown): value is NewSource {
  if (typeof value !== 'object' || value === null) return false
  const { slug, path, secret } = value as Record<string, unknown> // typeof has just said object
  return typeof slug === 'string' && typeof path === 'string' && typeof secret === 'string'
}

function failureOf(status: number): CreateFailure {
  if (status === 409) return { reason: 'conflict' }
  if (status === 400 || status === 422) return { reason: 'slug' }
  if (status === 401 || status === 403) return { reason: 'forbidden' }
  return { reason: 'unavailable', status }
}

/** Asks the event server for a source that takes signed webhooks. Its secret is in this answer and in no other. */
export async function createSource(slug: string): Promise<CreateAnswer> {
  if (!slugPattern.test(slug)) return { ok: false, failure: { reason: 'slug' } }
  try {
    const response = await fetch('/v1/sources', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ slug }),
      signal: AbortSignal.timeout(10_000),
    })
    if (!response.ok) return { ok: false, failure: failureOf(response.status) }
    const source: unknown = await response.json()
    if (!isNewSource(source)) return { ok: false, failure: { reason: 'unavailable', status: 502 } }
    return { ok: true, source }
  } catch {
    return { ok: false, failure: { reason: 'offline' } }
  }
}
