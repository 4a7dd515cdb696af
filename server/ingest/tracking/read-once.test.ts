import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readForKey, readTracked } from './read-once.ts'

test('a body that was read for its key is not parsed a second time', async () => {
  const body = Buffer.from('{"writeKey":"WK_TEST_123"}')
  const read = await readForKey(body, undefined)
  expect(readTracked(body)).toBe(read)
  expect(readTracked(Buffer.from(body))).not.toBe(read)
})

test('a compressed body is read for its key all the same', async () => {
  const { value } = await readForKey(gzipSync('{"writeKey":"WK_TEST_123"}'), 'gzip')
  expect(value).toEqual({ writeKey: 'WK_TEST_123' })
})
