import { expect, test } from 'vitest'
import { changesSoFar, replicatedDatabase } from '../../../testing/replicated-database.ts'
import { openConnection } from '../connection.ts'
import { parseRow } from '../parse-row.ts'

const setUp = `
  create type mood as enum ('good', 'so, so');
  create domain amount as numeric(12, 2);
  create type spot as (shop text, at timestamptz);
  create table t (
    id bigint primary key, flag boolean, small int2, exact numeric, price amount, prices amount[], single real,
    precise float8, code char(5), word varchar, body text, day date, at timestamp, at_zone timestamptz, hour time,
    hour_zone timetz, span interval, spans interval[], doc json, doc_b jsonb, docs jsonb[], raw bytea, raws bytea[],
    who uuid, money money, address inet, bits varbit, feeling mood, feelings mood[], spot spot, spots spot[],
    grid int[], times timestamptz[], during tstzrange, tokens tsvector, doubles float8[], boxes box[]
  );
  alter table t replica identity full`

const rows = [
  `(9223372036854775807, true, -1, 1.50, 2, '{1,NULL}', 0.1, 0.1, 'ab', 'w', E'"\\\\\\n', '2026-11-23',
    '2026-11-23 12:00:00.5', '2026-11-23 12:00+05:30', '12:34', '12:34+02', '1 year 2 days -03:04:05.6', '{1 day,NULL}',
    '{"n": 1.0, "big": 12345678901234567890}', '{"b":[1.10]}', array['{"a":"}"}', null]::jsonb[], '\\xdead', '{"\\\\x00"}',
    'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 12.5, '10.1.2.3/24', B'101', 'so, so', '{good,"so, so",NULL}',
    row('a "b"', '2026-11-23 12:00+00'), array[row('x', null)::spot, null], '{{1,2},{3,NULL}}', '{infinity,2026-01-01}',
    '[2026-01-01 00:00+00,)', 'a:1 b', '{NaN,-Infinity,1e300,0.30000000000000004}', '{(2,2),(1,1);(4,4),(3,3)}')`,
  `(2, null, null, 'NaN', null, '{}', 'NaN', 'Infinity', null, '', '', 'infinity', '-infinity', 'infinity', null, null,
    null, null, 'null', 'null', '{}', '', '{}', null, null, null, '', null, '{}', null, '{}', '{}', '{}', 'empty', '', '{}',
    '{}')`,
]

/** As somebody may have set up a database of their own. */
const ownSettings = [
  `datestyle = 'German, DMY'`,
  `timezone = 'Asia/Tokyo'`,
  `intervalstyle = 'postgres_verbose'`,
  `bytea_output = 'escape'`,
  `extra_float_digits = 0`,
]

test('a row is the same JSON, streamed and copied out, whatever the settings of its database', async () => {
  const database = await replicatedDatabase(setUp)
  const name = new URL(database.url).pathname.slice(1)
  for (const setting of ownSettings) await database.run(`alter database ${name} set ${setting}`)
  const stream = await database.stream()
  for (const row of rows) await database.run(`insert into t values ${row}`)
  const reader = await openConnection(database.url, 'test').connect('test')
  const copied = await reader.query<{ json: string }>('select row_to_json(t)::text as json from t')
  await reader.end()
  await database.run('delete from t')
  const changes = await changesSoFar(database, stream)
  const expected = copied.rows.map(({ json }) => JSON.stringify(parseRow(json).row))
  expect(changes.slice(0, 2).map(({ after }) => JSON.stringify(after))).toEqual(expected)
  expect(changes.slice(2).map(({ before }) => JSON.stringify(before))).toEqual(expected)
})
