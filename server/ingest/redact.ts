import type { Headers } from './provider.ts'

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-write-key', 'x-api-key'])
/** Where proxies say who called them: whose address it was is nobody's business once the request is in. */
const addressHeaders = new Set([
  'cf-connecting-ip',
  'fastly-client-ip',
  'forwarded',
  'true-client-ip',
  'x-client-ip',
  'x-forwarded-for',
  'x-real-ip',
])
/** Members of a query that hold a key, as RFC 6750 and vendors name them. */
const secretMembers = /([?&](?:access_token|api[_-]?key|key|password|secret|token|write_?key)=)[^&#]*/gi

/** What stands where a key stood. */
export const notKept = '[not kept]'

/** Headers as they may be kept and shown: what holds a key is replaced, addresses are left out. A signature is no key. */
export function redactHeaders(headers: Headers): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]> // a null prototype has no members to clash with
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || addressHeaders.has(name)) continue
    kept[name] = secretHeaders.has(name) ? notKept : value
  }
  return kept
}

/** Path and query as they may be kept and shown. */
export function redactUrl(url: string): string {
  return url.replace(secretMembers, `$1${encodeURIComponent(notKept)}`)
}

/** @param url as it was kept. */
export function isKeyOmitted(url: string): boolean {
  return url.includes(`=${encodeURIComponent(notKept)}`)
}

/** What went wrong, without the message: one that other code words may quote what somebody sent. */
export function withoutMessage(error: unknown): { type: string; stack: string } {
  if (!(error instanceof Error)) return { type: typeof error, stack: '' }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { type: error.name, stack: frames.join('\n') }
}
