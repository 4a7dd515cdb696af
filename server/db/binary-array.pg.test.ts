import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../testing/database.ts'
import { silentLogger } from '../testing/log-fixture.ts'
import { float8Array, int4Array, textArray } from './binary-array.ts'
import { createPool } from './pool.ts'

const { url } = await testDatabase()
const pool = createPool({ databaseUrl: url, logger: silentLogger, name: 'arrays', max: 1 })
afterAll(() => pool.end())

async function asRead(type: 'text' | 'float8' | 'int4', array: Buffer): Promise<unknown> {
  const { rows } = await pool.query<{ read: unknown }>(`select $1::${type}[] as read`, [array])
  return rows[0]?.read
}

const texts = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\u0000'))

test('PostgreSQL reads what was written: texts of any letters, empty ones, and nulls', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(texts), { maxLength: 40 }), async (written) => {
      expect(await asRead('text', textArray(written))).toEqual(written)
    }),
  )
})

test('numbers, to the last bit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.double()), fc.array(fc.integer()), async (doubles, integers) => {
      expect(await asRead('float8', float8Array(doubles))).toEqual(doubles)
      expect(await asRead('int4', int4Array(integers))).toEqual(integers)
    }),
  )
})

test('a text that PostgreSQL cannot hold is refused', async () => {
  expect(() => textArray(['a\ud800'])).toThrow('half a surrogate pair')
  await expect(asRead('text', textArray(['a\u0000b']))).rejects.toThrow('invalid byte sequence')
})
