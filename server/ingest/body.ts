import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { maxDepth, maxInflatedBytes, maxMembers, maxStringBytes } from '#contract/api.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { cutDeeper, scanJson } from './json-scan.ts'

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

/** How large a document may be, in its own ways. */
export interface JsonLimits {
  depth: number
  /** Whether what is nested deeper is cut out, rather than refused with all that stands beside it. */
  cutsDeeper?: boolean
  members: number
  stringBytes: number
}

const usualLimits: JsonLimits = { depth: maxDepth, members: maxMembers, stringBytes: maxStringBytes }

interface ParsedJson {
  value: unknown
  text: string
  /** Its levels of nesting. */
  depth: number
  /** Some number in it may not survive as a double (see exact-numbers.ts). */
  mayLoseDigits: boolean
}

/** @throws ProblemError when the bytes are not JSON, or are larger in some way than a document of ours ever is. */
export function parseJson(given: Buffer, changed: Partial<JsonLimits> = {}): ParsedJson {
  const body = withoutByteOrderMark(given)
  const limits = { ...usualLimits, ...changed }
  if (body.length === 0) throw new ProblemError('malformed-json', 'the body is empty')
  if (!isUtf8(body)) throw new ProblemError('malformed-json', 'the body is not UTF-8')
  const { isTooDeep, deepest, members, longestString, mayLoseDigits } = scanJson(body, limits.depth)
  if (isTooDeep) {
    if (limits.cutsDeeper) return parseJson(cutDeeper(body, limits.depth), changed)
    throw new ProblemError('too-deep', `the body is nested deeper than ${limits.depth} levels`)
  }
  if (members > limits.members) {
    throw new ProblemError('too-complex', `the body has ${members} members; the limit is ${limits.members}`)
  }
  if (longestString > limits.stringBytes) {
    throw new ProblemError(
      'too-complex',
      `a string in the body takes ${longestString} bytes; the limit is ${limits.stringBytes}`,
    )
  }
  try {
    const text = body.toString('utf8')
    return { value: JSON.parse(text), text, depth: deepest, mayLoseDigits }
  } catch (cause) {
    throw new ProblemError(
      'malformed-json',
      `the body is not JSON: ${cause instanceof Error ? withoutExcerpt(cause.message) : ''}`,
    )
  }
}

/** What programs for Windows put before text in UTF-8; RFC 8259, section 8.1, lets a reader ignore it. */
function withoutByteOrderMark(body: Buffer): Buffer {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body
}

/** V8 quotes the text around the fault; a body may hold personal data that must not come back in an answer or a log. */
function withoutExcerpt(message: string): string {
  const position = /at position \d+(?: \(line \d+ column \d+\))?/.exec(message)
  return position ? `unexpected token ${position[0]}` : 'unexpected end or token'
}
