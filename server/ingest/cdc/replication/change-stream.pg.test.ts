import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { changesSoFar, itemsUntil, replicatedDatabase } from '../../../testing/replicated-database.ts'
import type { RowChange } from '../row-change.ts'

/** A value that PostgreSQL stores out of line: it does not shrink when compressed. */
const longText = `(select string_agg(md5(i::text), '') from generate_series(1, 400) i)`

function shown({ op, key, before, after, kept }: RowChange) {
  return { op, key, before, after, kept }
}

describe('what a change says of its row', () => {
  test('by its primary key a row is known, also by the one it had before', async () => {
    const database = await replicatedDatabase('create table t (id int primary key, a text)')
    const stream = await database.stream()
    await database.run(`insert into t values (1, 'x')`)
    await database.run(`update t set a = 'y'`)
    await database.run(`update t set id = 2`)
    await database.run(`delete from t`)
    expect((await changesSoFar(database, stream)).map(shown)).toEqual([
      { op: 'insert', key: { id: 1 }, before: null, after: { id: 1, a: 'x' }, kept: [] },
      { op: 'update', key: { id: 1 }, before: null, after: { id: 1, a: 'y' }, kept: [] },
      { op: 'update', key: { id: 1 }, before: null, after: { id: 2, a: 'y' }, kept: [] },
      { op: 'delete', key: { id: 2 }, before: null, after: null, kept: [] },
    ])
  })

  test('replica identity full: the whole row before, and the primary key as the key, in its own order', async () => {
    const database = await replicatedDatabase(
      'create table t (a text, y int, x int, primary key (x, y)); alter table t replica identity full',
    )
    const stream = await database.stream()
    await database.run(`insert into t values ('a', 2, 1)`)
    await database.run(`update t set a = null, x = 5`)
    await database.run(`delete from t`)
    const changes = await changesSoFar(database, stream)
    expect(changes.map(shown)).toEqual([
      { op: 'insert', key: { x: 1, y: 2 }, before: null, after: { a: 'a', y: 2, x: 1 }, kept: [] },
      { op: 'update', key: { x: 1, y: 2 }, before: { a: 'a', y: 2, x: 1 }, after: { a: null, y: 2, x: 5 }, kept: [] },
      { op: 'delete', key: { x: 5, y: 2 }, before: { a: null, y: 2, x: 5 }, after: null, kept: [] },
    ])
    expect(Object.keys(changes[0]?.key ?? {})).toEqual(['x', 'y'])
  })

  test('a key of several columns is in its own order under every replica identity, as in the rows that were copied', async () => {
    const database = await replicatedDatabase(`create table t (y int, x int, primary key (x, y));
      create table u (y int not null, x int not null, unique (x, y)); alter table u replica identity using index u_x_y_key`)
    const stream = await database.stream()
    await database.run('insert into t values (2, 1); insert into u values (2, 1)')
    const changes = await changesSoFar(database, stream)
    expect(changes.map(({ key }) => JSON.stringify(key))).toEqual(['{"x":1,"y":2}', '{"x":1,"y":2}'])
  })

  test('replica identity full without a primary key: no key', async () => {
    const database = await replicatedDatabase('create table t (a text); alter table t replica identity full')
    const stream = await database.stream()
    await database.run(`insert into t values ('x'); delete from t`)
    expect((await changesSoFar(database, stream)).map(shown)).toEqual([
      { op: 'insert', key: null, before: null, after: { a: 'x' }, kept: [] },
      { op: 'delete', key: null, before: { a: 'x' }, after: null, kept: [] },
    ])
  })

  test('replica identity by an index: the columns of the index', async () => {
    const database = await replicatedDatabase(
      `create table t (id int primary key, sku text not null unique, n int);
       alter table t replica identity using index t_sku_key`,
    )
    const stream = await database.stream()
    await database.run(`insert into t values (1, 'a', 0)`)
    await database.run(`update t set n = 1`)
    await database.run(`update t set sku = 'b'`)
    await database.run(`delete from t`)
    const changes = await changesSoFar(database, stream)
    expect(changes.map(({ key }) => key)).toEqual([{ sku: 'a' }, { sku: 'a' }, { sku: 'a' }, { sku: 'b' }])
  })

  test('replica identity nothing, or no key at all: what is inserted has no key', async () => {
    const database = await replicatedDatabase(
      'create table n (id int primary key); alter table n replica identity nothing; create table k (a int)',
    )
    const stream = await database.stream()
    await database.run('insert into n values (1); insert into k values (2)')
    expect((await changesSoFar(database, stream)).map(shown)).toEqual([
      { op: 'insert', key: null, before: null, after: { id: 1 }, kept: [] },
      { op: 'insert', key: null, before: null, after: { a: 2 }, kept: [] },
    ])
  })

  test('a long value that was not touched is kept; under replica identity full it is known', async () => {
    const database = await replicatedDatabase(
      `create table d (id int primary key, n int, doc text);
       create table f (id int primary key, n int, doc text); alter table f replica identity full;
       insert into d values (1, 0, ${longText}); insert into f select * from d`,
    )
    const stream = await database.stream()
    await database.run('update d set n = 1; update f set n = 1')
    const [kept, known] = await changesSoFar(database, stream)
    expect(kept).toMatchObject({ after: { id: 1, n: 1 }, kept: ['doc'], omitted: [] })
    expect(kept?.after).not.toHaveProperty('doc')
    const { rows } = await database.client.query<{ doc: string }>('select doc from f')
    expect(known).toMatchObject({ before: rows[0], after: rows[0], kept: [], omitted: [] })
  })

  test('a value that is too long to be carried is named and left out', async () => {
    const database = await replicatedDatabase(
      'create table t (id int primary key, a text, b text); alter table t replica identity full',
    )
    const stream = await database.stream()
    await database.run(`insert into t values (1, repeat('é', 262144), repeat('x', 524289))`)
    await database.run('update t set b = null')
    const changes = await changesSoFar(database, stream)
    expect(changes.map(({ after, omitted }) => ({ columns: Object.keys(after ?? {}), omitted }))).toEqual([
      { columns: ['id', 'a'], omitted: ['b'] },
      { columns: ['id', 'a', 'b'], omitted: ['b'] },
    ])
  })

  test('a truncate is a change of every table it empties', async () => {
    const database = await replicatedDatabase(
      'create table a (id int primary key); create table b (id int primary key, a int references a)',
    )
    const stream = await database.stream()
    await database.run('insert into a values (1)')
    await database.run('truncate a restart identity cascade')
    const changes = await changesSoFar(database, stream)
    expect(changes.slice(1).map(({ op, table, key, after }) => ({ op, table, key, after }))).toEqual([
      { op: 'truncate', table: 'a', key: null, after: null },
      { op: 'truncate', table: 'b', key: null, after: null },
    ])
  })

  test('columns may be called anything', async () => {
    const database = await replicatedDatabase('create table "T ""x"" é" ("__proto__" int primary key, "a.b" text)')
    const stream = await database.stream()
    await database.run(`insert into "T ""x"" é" values (1, 'x')`)
    const [change] = await changesSoFar(database, stream)
    expect(change?.table).toBe('T "x" é')
    expect(Object.entries(change?.after ?? {})).toEqual([
      ['__proto__', 1],
      ['a.b', 'x'],
    ])
  })
})

describe('order', () => {
  test('changes come in the order of commits, and within a transaction in that of statements', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    const stream = await database.stream()
    const second = await openSession(database.url)
    await database.run('begin; insert into t values (1)')
    await second.query('begin; insert into t values (2), (3)')
    await second.query('commit')
    await database.run('insert into t values (4); commit')
    const changes = await changesSoFar(database, stream)
    expect(changes.map(({ after }) => after?.['id'])).toEqual([2, 3, 1, 4])
    expect(changes.map(({ place }) => place['index'])).toEqual([0, 1, 0, 1])
    expect(changes[0]?.place['lsn']).toBe(changes[1]?.place['lsn'])
    expect(changes[0]?.id).toBe(`e1/${String(changes[0]?.place['lsn'])}/0`)
  })

  test('what was rolled back, to a savepoint or altogether, never was', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    const stream = await database.stream()
    await database.run(
      `begin; insert into t values (1); savepoint s; insert into t values (2); rollback to s; insert into t values (3);
       savepoint r; insert into t values (4); release r; commit`,
    )
    await database.run('begin; insert into t values (5); rollback')
    const changes = await changesSoFar(database, stream)
    expect(changes.map(({ after }) => after?.['id'])).toEqual([1, 3, 4])
  })

  test('a table that changes its form within a transaction: each row in the form of its moment', async () => {
    const database = await replicatedDatabase('create table t (id int primary key, a int, b text)')
    const stream = await database.stream()
    await database.run(
      `begin; insert into t values (1, 7, 'b');
       alter table t add column c numeric default 1.50; insert into t values (2, 7, 'b');
       alter table t drop column b; insert into t values (3, 7, 2.0);
       alter table t rename column a to z; insert into t values (4, 7, null);
       alter table t alter column z type text using 'n' || z; insert into t values (5, 'seven', null); commit`,
    )
    const changes = await changesSoFar(database, stream)
    expect(JSON.parse(JSON.stringify(changes.map(({ after }) => after)))).toEqual([
      { id: 1, a: 7, b: 'b' },
      { id: 2, a: 7, b: 'b', c: 1.5 },
      { id: 3, a: 7, c: 2 },
      { id: 4, z: 7, c: null },
      { id: 5, z: 'seven', c: null },
    ])
  })

  test('a large transaction comes in chunks, the last of which says so', async () => {
    const database = await replicatedDatabase('create table t (id int primary key, a text)')
    const stream = await database.stream()
    await database.run(`insert into t select i, 'row ' || i from generate_series(1, 2500) i`)
    const items = await itemsUntil(stream, (item) => item.type === 'changes' && item.endsTransaction)
    const chunks = items.filter((item) => item.type === 'changes')
    expect(chunks.map(({ changes, endsTransaction }) => [changes.length, endsTransaction])).toEqual([
      [1000, false],
      [1000, false],
      [500, true],
    ])
    expect(chunks.map(({ lsn }) => lsn === null)).toEqual([true, true, false])
  })

  test('a chunk has a limit of bytes, too', async () => {
    const database = await replicatedDatabase('create table t (id int primary key, a text)')
    const stream = await database.stream()
    await database.run(`insert into t select i, repeat('x', 500000) from generate_series(1, 20) i`)
    const items = await itemsUntil(stream, (item) => item.type === 'changes' && item.endsTransaction)
    expect(items.map((item) => (item.type === 'changes' ? item.changes.length : 0)).filter((n) => n > 0)).toEqual([
      8, 8, 4,
    ])
  })
})

async function openSession(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  return client
}
