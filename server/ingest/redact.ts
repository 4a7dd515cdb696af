import type { Headers } from './provider.ts'

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-write-key', 'x-api-key'])

/** Headers as they may be kept and shown: what holds a key is replaced. A signature is no key and stays. */
export function redactHeaders(headers: Headers): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]> // a null prototype has no members to clash with
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) kept[name] = secretHeaders.has(name) ? '[not kept]' : value
  }
  return kept
}
