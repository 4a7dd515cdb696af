import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxDepth, maxInflatedBytes, maxMembers, maxStringBytes } from '#contract/api.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import { decodeBody, parseJson } from './body.ts'

async function refusal(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof ProblemError) return error.code
    throw error
  }
  return 'accepted'
}

describe('content encoding', () => {
  test('gzip is inflated, none is left as it is', async () => {
    const body = Buffer.from('{"a":1}')
    expect(await decodeBody(gzipSync(body), 'gzip')).toEqual(body)
    expect(await decodeBody(body, undefined)).toBe(body)
  })

  test('a body that inflates past the limit is refused', async () => {
    const bomb = gzipSync(Buffer.alloc(maxInflatedBytes + 1))
    expect(bomb.length).toBeLessThan(20_000)
    expect(await refusal(() => decodeBody(bomb, 'gzip'))).toBe('payload-too-large')
  })

  test('broken gzip and unknown encodings are refused', async () => {
    expect(await refusal(() => decodeBody(Buffer.from('no'), 'gzip'))).toBe('malformed-json')
    expect(await refusal(() => decodeBody(Buffer.from('no'), 'br'))).toBe('unsupported-content-encoding')
  })
})

describe('JSON', () => {
  test.each([
    ['an empty body', ''],
    ['half an object', '{"a":'],
    ['two documents', '{} {}'],
    ['a bare word', 'undefined'],
  ])('%s is malformed', async (_case, text) => {
    expect(await refusal(() => parseJson(Buffer.from(text)))).toBe('malformed-json')
  })

  test('a byte order mark before a document is none of it', async () => {
    expect(parseJson(Buffer.from('\uFEFF{"a":1}'))).toMatchObject({ value: { a: 1 }, text: '{"a":1}' })
    expect(await refusal(() => parseJson(Buffer.from('\uFEFF')))).toBe('malformed-json')
  })

  test('bytes that are not UTF-8 are refused, not replaced', async () => {
    expect(await refusal(() => parseJson(Buffer.from([0x22, 0xff, 0x22])))).toBe('malformed-json')
  })

  test('the refusal does not quote the body', () => {
    const body = Buffer.from('{"email":"secret@example.com",}')
    expect(() => parseJson(body)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('secret') }))
  })

  test('a document nested deeper than the limit is refused before it is parsed', async () => {
    const nested = (depth: number) => Buffer.from('['.repeat(depth) + ']'.repeat(depth))
    expect(await refusal(() => parseJson(nested(maxDepth)))).toBe('accepted')
    expect(await refusal(() => parseJson(nested(maxDepth + 1)))).toBe('too-deep')
    expect(await refusal(() => parseJson(Buffer.from('['.repeat(1_000_000))))).toBe('too-deep')
  })

  test.each([
    ['[1,{"a":2}]', '[1,{"a":2}]'],
    ['[[{"a":"]"},[]],"[{",3]', '[[0,0],"[{",3]'],
    [`[${'['.repeat(1_000_000)}${']'.repeat(1_000_000)},{"a":1}]`, '[[0],{"a":1}]'],
  ])('of a body of several events what is nested deeper is cut out: %.40s', (text, left) => {
    const { value } = parseJson(Buffer.from(text), { depth: 2, cutsDeeper: true })
    expect(JSON.stringify(value)).toBe(left)
  })

  test('what is never closed is malformed, however deep', async () => {
    const unclosed = Buffer.from('['.repeat(1_000_000))
    expect(await refusal(() => parseJson(unclosed, { cutsDeeper: true }))).toBe('malformed-json')
  })

  test('a document with more members than the limit is refused before it is parsed', async () => {
    const item = (members: number) => `{${'"":0,'.repeat(members - 1)}"":0}`
    const half = maxMembers / 2
    expect(await refusal(() => parseJson(Buffer.from(`[${item(half)},${item(half)}]`)))).toBe('accepted')
    expect(await refusal(() => parseJson(Buffer.from(`[${item(half)},${item(half + 1)}]`)))).toBe('too-complex')
    expect(await refusal(() => parseJson(Buffer.from(`"${':'.repeat(maxMembers + 1)}"`)))).toBe('accepted')
  })

  test.each(['"x"', '{"x":0}', '["a","x","b"]'])(
    'a longer string or name than the limit is refused: %s',
    async (json) => {
      const filled = (bytes: number) => Buffer.from(json.replace('"x"', `"${'x'.repeat(bytes - 2)}"`))
      expect(await refusal(() => parseJson(filled(maxStringBytes)))).toBe('accepted')
      expect(await refusal(() => parseJson(filled(maxStringBytes + 1)))).toBe('too-complex')
    },
  )

  test('brackets inside strings are no nesting', () => {
    expect(parseJson(Buffer.from(JSON.stringify({ a: '[[[[{{{{\\"[[[[' }))).depth).toBe(1)
  })

  test('the depth found by scanning is the depth of the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const json = Buffer.from(JSON.stringify(value))
        expect(parseJson(json).depth).toBe(depthOf(value))
      }),
      { seed: 20_261_123, numRuns: 300 },
    )
  })
})

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}
