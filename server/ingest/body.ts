import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { maxDepth, maxInflatedBytes } from '#contract/api.ts'
import { ProblemError } from '../runtime/problem-error.ts'

const gunzipAsync = promisify(gunzip)

/**
 * @returns the body without its content encoding: what was signed, and what is parsed.
 * @throws ProblemError when the encoding is unknown, broken, or inflates past the limit.
 */
export async function decodeBody(body: Buffer, contentEncoding: string | undefined): Promise<Buffer> {
  switch (contentEncoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return body
    case 'gzip':
    case 'x-gzip':
      return inflate(body)
    default:
      throw new ProblemError('unsupported-content-encoding', 'send the body as it is, or with content-encoding: gzip')
  }
}

async function inflate(body: Buffer): Promise<Buffer> {
  try {
    return await gunzipAsync(body, { maxOutputLength: maxInflatedBytes })
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new ProblemError('payload-too-large', `the body inflates to more than ${maxInflatedBytes} bytes`)
    }
    throw new ProblemError('malformed-json', 'the body says content-encoding: gzip but cannot be inflated')
  }
}

/** @throws ProblemError when the bytes are not JSON, or are nested deeper than a document of ours ever is. */
export function parseJson(body: Buffer, depth = maxDepth): { value: unknown; text: string } {
  if (body.length === 0) throw new ProblemError('malformed-json', 'the body is empty')
  if (!isUtf8(body)) throw new ProblemError('malformed-json', 'the body is not UTF-8')
  if (isDeeperThan(body, depth)) {
    throw new ProblemError('too-deep', `the body is nested deeper than ${depth} levels`)
  }
  try {
    const text = body.toString('utf8')
    return { value: JSON.parse(text), text }
  } catch (cause) {
    throw new ProblemError(
      'malformed-json',
      `the body is not JSON: ${cause instanceof Error ? withoutExcerpt(cause.message) : ''}`,
    )
  }
}

/** V8 quotes the text around the fault; a body may hold personal data that must not come back in an answer or a log. */
function withoutExcerpt(message: string): string {
  const position = /at position \d+(?: \(line \d+ column \d+\))?/.exec(message)
  return position ? `unexpected token ${position[0]}` : 'unexpected end or token'
}

const quote = 0x22
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** Counts brackets outside strings, before anything is built: JSON.parse and its readers never see a deep document. */
export function isDeeperThan(json: Uint8Array, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let index = 0; index < json.length; index++) {
    const byte = json[index]
    if (inString) {
      if (byte === backslash) index++
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === openBracket || byte === openBrace) {
      if (++depth > limit) return true
    } else if (byte === closeBracket || byte === closeBrace) depth--
  }
  return false
}
