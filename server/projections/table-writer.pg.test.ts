import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { anyText } from '../testing/arbitraries.ts'
import { testDatabase } from '../testing/database.ts'
import { openLog } from '../testing/log-fixture.ts'
import { tableWriter } from './table-writer.ts'

const { url } = await testDatabase()
const { pool, close } = await openLog(url)
afterAll(close)
await pool.query('create table written (id int primary key, line text, texts text[], facts json, numbers float8[])')

interface Written {
  line: string | null
  texts: string[]
  facts: unknown
  numbers: number[]
}

const write = tableWriter<Written & { id: number }>({
  name: 'written',
  key: ['id'],
  columns: {
    id: ['int4', ({ id }) => id],
    texts: ['text[]', ({ texts }) => texts],
    line: ['text', ({ line }) => line],
    facts: ['json', ({ facts }) => facts],
    numbers: ['float8[]', ({ numbers }) => numbers],
  },
})

/** PostgreSQL has no NUL in text. */
const text = fc.oneof(
  anyText().map((each) => each.replaceAll('\0', '')),
  fc.constantFrom('null', 'NULL', '', ' ', '"', '\\', '{a,b}', 'a\nb', "'"),
)
const row = fc.record<Written>({
  line: fc.option(text),
  texts: fc.array(text, { maxLength: 3 }),
  // As keys, two that differ in what is escaped are one to JSON.parse of some versions of V8.
  facts: fc.record({ title: text, of: fc.oneof(text, fc.integer(), fc.constant(null)) }, { noNullPrototype: true }),
  numbers: fc.array(fc.integer({ min: -999, max: 999 }), { maxLength: 3 }),
})

test('what is written is read as it was, whatever stands in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
      await pool.query('truncate written')
      await write(
        pool,
        rows.map((each, id) => ({ id, ...each })),
      )
      const { rows: found } = await pool.query('select line, texts, facts, numbers from written order by id')
      expect(found).toEqual(rows)
    }),
  )
})
