import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../testing/database.ts'
import { openConnection } from '../connection.ts'
import { parseExactly } from '../../exact-numbers.ts'
import { openCatalogue } from './catalogue.ts'
import { resolveColumnTypes } from './column-type.ts'
import { valueReader } from './column-value.ts'

/* Every value is compared with what row_to_json of the same session writes; the stream sends the same texts. */

const { url } = await emptyDatabase()
const connection = openConnection(url, 'test')
const catalogue = openCatalogue(connection)
let client: pg.Client

beforeAll(async () => {
  client = await connection.connect('test')
  await client.query(`
    create type mood as enum ('good', 'so, so', '"quoted"', 'NULL');
    create domain amount as numeric(12, 2); create domain amounts as amount[]; create domain small as amount;
    create type point_of_sale as (id int8, name text, tags text[], opened timestamptz, extra jsonb);
    create type nested as (shop point_of_sale, ok boolean);
  `)
})
afterAll(async () => {
  catalogue.close()
  await client.end()
})

/** The value of an SQL expression as we read its text, and as row_to_json writes it. */
async function both(expression: string, values: unknown[] = []): Promise<{ ours: string; theirs: string }> {
  const { rows } = await client.query<{ value: string | null; type: string; json: string }>({
    text: `with t as (select ${expression} as value)
           select value, pg_typeof(value)::oid as type, row_to_json(t)::text as json from t`,
    values,
    types: { getTypeParser: () => String },
  })
  const [row] = rows
  if (!row) throw new Error('a row was selected')
  const oid = Number(row.type)
  const type = (await resolveColumnTypes([oid], catalogue.findTypes)).get(oid)
  if (!type) throw new Error('every type is known')
  return {
    ours: JSON.stringify({ value: row.value === null ? null : valueReader(type)(row.value) }),
    theirs: JSON.stringify(parseExactly(row.json)),
  }
}

describe('a value is what row_to_json makes of it', () => {
  test.each([
    'true',
    'false',
    '1::int2',
    '-2147483648',
    '9223372036854775807',
    '5::oid',
    `'c'::"char"`,
    `'n'::name`,
    '1.50',
    '0.000',
    '1e-20::numeric',
    '123456789012345678901234567890.123',
    `'NaN'::numeric`,
    `'-Infinity'::numeric`,
    '0.1::float4',
    '1e20::float8',
    `'-0'::float8`,
    `'NaN'::float8`,
    `'Infinity'::float4`,
    '5e-324::float8',
    '16777216::float4',
    '1.7976931348623157e308::float8',
    '1e21::float8',
    '123456789.125::float8',
    `'2026-11-23'::date`,
    `'infinity'::date`,
    `'-infinity'::timestamptz`,
    `'0044-03-15 BC'::date`,
    `'2026-11-23 12:00:00.123456'::timestamp`,
    `'0044-03-15 12:00 BC'::timestamp`,
    `'12026-01-01'::timestamp`,
    `'2026-11-23 12:00:00+05:30'::timestamptz`,
    `'0044-03-15 12:00+00 BC'::timestamptz`,
    `'infinity'::timestamp`,
    `'12:34:56.7'::time`,
    `'12:34+02'::timetz`,
    `'1 year 2 days 03:04:05.6'::interval`,
    `'-1 day'::interval`,
    `'{"a": [1.10, 12345678901234567890, {"b": null}], "": "é"}'::json`,
    `'{"b":1,"a":1e400}'::jsonb`,
    `'null'::json`,
    `' "text" '::json`,
    `'[]'::jsonb`,
    `'{"__proto__": 1}'::json`,
    String.raw`'"\u00e9\ud83d\uded2"'::json`,
    String.raw`'\xdeadBEEF'::bytea`,
    `''::bytea`,
    `'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid`,
    `'1.50'::money`,
    `'10.1.2.3/24'::inet`,
    `'10.0.0.0/8'::cidr`,
    `'08:00:2b:01:02:03'::macaddr`,
    `B'1010'`,
    `'<a/>'::xml`,
    `'(1,2)'::point`,
    `'(2,2),(1,1)'::box`,
    `'a & b'::tsquery`,
    `'a:1 b'::tsvector`,
    `'[1,5)'::int4range`,
    `'{[1,2),[5,6)}'::int4multirange`,
    `'1 2'::int2vector`,
    `'1 2'::oidvector`,
    `''::oidvector`,
    `'0/16B3748'::pg_lsn`,
    `'pg_class'::regclass`,
    `''`,
    String.raw`E'"\\{},\n\t\u2028'`,
    `'ab'::char(5)`,
    `'x'::varchar(3)`,
    'null::int',
    `'so, so'::mood`,
    '1.5::amount',
    '2::small',
  ])('%s', async (expression) => {
    const { ours, theirs } = await both(expression)
    expect(ours).toBe(theirs)
  })

  test.each([
    `'{}'::int[]`,
    `'{1,NULL,-3}'::int[]`,
    `'{{1,2},{3,4}}'::int8[]`,
    `'[0:1][2:3]={{1,2},{3,NULL}}'::numeric[]`,
    `array[true, null, false]`,
    `array[1.50, 'NaN', 1e30]::numeric[]`,
    `array['Infinity', 0.1]::float8[]`,
    `array['', 'NULL', null, 'null', 'a,b', '{', '}', '"', E'\\\\', ' x ', E'\\n']`,
    `array['{}', '{"a":"\\"}"}']::json[]`,
    `array[null, '{"a":[1.0]}']::jsonb[]`,
    String.raw`array['\x00', '']::bytea[]`,
    `array['2026-01-01', 'infinity']::date[]`,
    `array['2026-01-01 00:00+00']::timestamptz[]`,
    `array[timestamp '2026-01-01']`,
    `array['1 day']::interval[]`,
    `array['good', 'so, so', '"quoted"', 'NULL', null]::mood[]`,
    'array[1.5, null]::amount[]',
    'array[1, 2.25]::amounts',
    `array['(2,2),(1,1)', '(4,4),(3,3)']::box[]`,
    `array['[1,2)']::int4range[]`,
    `array['10.1.2.3']::inet[]`,
    `array['(1,2)', null]::point[]`,
    `'{{{{{{1}}}}}}'::int[]`,
    `array['1 2', '3']::int2vector[]`,
    `array['x']::name[]`,
  ])('%s', async (expression) => {
    const { ours, theirs } = await both(expression)
    expect(ours).toBe(theirs)
  })

  const shop = `row(7, 'a "b", \\c', array['x,y', null, '"'], '2026-11-23 12:00+00', '{"n": 1.0}')::point_of_sale`
  test.each([
    shop,
    'row(null, null, null, null, null)::point_of_sale',
    `row(1, '', '{}', 'infinity', 'null')::point_of_sale`,
    `row(${shop}, true)::nested`,
    `array[${shop}, null]`,
  ])('%s', async (expression) => {
    const { ours, theirs } = await both(expression)
    expect(ours).toBe(theirs)
  })

  test('any text, alone and in arrays of any form', async () => {
    const awkward = fc.constantFrom('"', '\\', '{', '}', ',', ' ', 'NULL', 'é', '\u{1f6d2}', '(', ')', '\n', '[0:1]=')
    const text = fc
      .array(fc.oneof(awkward, fc.string({ maxLength: 3, unit: 'grapheme' })), { maxLength: 5 })
      .map((parts) => parts.join('').replaceAll('\u0000', ''))
    const element = fc.option(text)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(element, element), { maxLength: 4 }), text, async (pairs, alone) => {
        const one = pairs.map(([first]) => first)
        const { ours, theirs } = await both(
          `array[
             row(1, $1::text, $2::text[], null, to_jsonb($1::text))::point_of_sale,
             row(2, null, $3::text[], null, null)::point_of_sale
           ]`,
          [alone, one, pairs],
        )
        expect(ours).toBe(theirs)
      }),
    )
  })
  test('any number, alone and in arrays', async () => {
    const digits = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })
    const numeric = fc.tuple(digits, fc.nat(30)).map(([whole, power]) => `${whole}e-${power}`)
    const float = fc.double().map((value) => String(value).replace(/^-?(?=NaN)/, ''))
    await fc.assert(
      fc.asyncProperty(numeric, fc.array(float, { maxLength: 4 }), fc.float(), async (exact, floats, single) => {
        for (const [type, value] of [
          ['numeric', exact],
          ['numeric[]', [exact, null]],
          ['float8[]', floats],
          ['float4', String(single)],
        ] as const) {
          const { ours, theirs } = await both(`$1::${type}`, [value])
          expect(ours).toBe(theirs)
        }
      }),
    )
  })

  test('any time', async () => {
    const earliest = Date.UTC(1, 0, 1)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: earliest, max: Date.UTC(9999, 0) }), fc.nat(999), async (ms, micros) => {
        const value = new Date(ms).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`)
        for (const type of ['timestamptz', 'timestamp', 'date', 'time'] as const) {
          const { ours, theirs } = await both(`$1::timestamptz::${type}`, [value])
          expect(ours).toBe(theirs)
        }
      }),
    )
  })
})

describe('what row_to_json would not give us', () => {
  test.each([
    ['U+0000', String.raw`{"a":"\u0000"}`],
    ['U+0000 in a name', String.raw`{"\u0000":1}`],
    ['half a surrogate pair', String.raw`["\ud83d"]`],
    ['deep nesting', '['.repeat(2000) + ']'.repeat(2000)],
  ])('a json value with %s is its own text', async (_what, json) => {
    const read = valueReader({ is: 'json' })
    const text = json.replaceAll('\\\\', '\\')
    expect(read(text)).toBe(text)
    const list = valueReader({ is: 'array', delimiter: ',', element: { is: 'json' } })
    expect(list(`{"${text.replaceAll(/["\\]/g, '\\$&')}",1}`)).toEqual([text, 1])
  })

  test('a composite value that was written before its type had as many attributes is text', () => {
    const read = valueReader({ is: 'composite', attributes: [{ name: 'a', type: { is: 'number' } }] })
    expect(read('(1,2)')).toBe('(1,2)')
    expect(read('(1)')).toEqual({ a: 1 })
  })

  test('a type that is no longer in the catalogue is text', async () => {
    const types = await resolveColumnTypes([4_000_000_000], catalogue.findTypes)
    expect(types.get(4_000_000_000)).toEqual({ is: 'text' })
  })
})
