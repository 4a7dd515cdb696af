import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { RememberedCapture } from '../../testing/captured.ts'
import { emptyDatabase } from '../../testing/database.ts'
import { CaptureError } from './capture.ts'
import { copyTables } from './copy-tables.ts'
import { openConnection } from './connection.ts'
import { readCatalogue } from './table-catalogue.ts'

const { url } = await emptyDatabase()
const admin = new pg.Client({ connectionString: url })
const clients: pg.Client[] = []

beforeAll(async () => {
  await admin.connect()
  await admin.query(`
    create table orders (id int primary key, total numeric, doubled numeric generated always as (total * 2) stored);
    insert into orders select n, n + 0.50 from generate_series(5000, 1, -1) n;
    create schema "Odd ""Schema""";
    create table "Odd ""Schema"""."Käufe.neu" ("the Key" text, "Größe" int, primary key ("Größe", "the Key"));
    insert into "Odd ""Schema"""."Käufe.neu" values ('b', 1), ('a', 2), ('a', 1);
    create table keyless (word text);
    insert into keyless values ('one'), ('two');
    create table measured (day date, value int, primary key (day, value)) partition by range (day);
    create table measured_a partition of measured for values from ('2026-01-01') to ('2026-02-01');
    create table measured_b partition of measured for values from ('2026-02-01') to ('2026-03-01');
    insert into measured values ('2026-02-03', 2), ('2026-01-03', 1);
    create table parent (id int primary key);
    create table child (extra text) inherits (parent);
    insert into parent values (1);
    insert into child values (2, 'x');
    create table chosen (id int primary key, code text not null unique);
    alter table chosen replica identity using index chosen_code_key;
  `)
})
afterEach(() => Promise.all(clients.splice(0).map((client) => client.end())))
afterAll(() => admin.end())

async function openSnapshot(): Promise<pg.Client> {
  const client = await openConnection(url, 'erp').connect('copy')
  clients.push(client)
  await client.query('begin transaction isolation level repeatable read read only')
  return client
}

interface Staged {
  table: string
  key: readonly string[]
  json: string
}

async function copy(tables: readonly string[], options: Partial<Parameters<typeof copyTables>[0]> = {}) {
  const staged: Staged[] = []
  const memory = new RememberedCapture()
  const client = await openSnapshot()
  await copyTables({
    client,
    connection: openConnection(url, 'erp'),
    tables: await readCatalogue(client, tables),
    stage: { add: async (rows) => void staged.push(...rows) },
    report: (change) => memory.report(change),
    signal: new AbortController().signal,
    ...options,
  })
  return { staged, memory }
}

test('rows come in the order of their key, whole, as row_to_json writes them', async () => {
  const { staged } = await copy(['public.orders'])
  expect(staged).toHaveLength(5000)
  expect(staged[0]).toEqual({ table: 'public.orders', key: ['id'], json: '{"id":1,"total":1.50,"doubled":3.00}' })
  expect(staged.at(-1)?.json).toBe('{"id":5000,"total":5000.50,"doubled":10001.00}')
})

test('generated columns are left out where later changes lack them', async () => {
  const { staged } = await copy(['public.orders'], { generatedColumns: 'none' })
  expect(staged[0]?.json).toBe('{"id":1,"total":1.50}')
})

test('names are taken as they are, whatever stands in them', async () => {
  const { staged } = await copy(['Odd "Schema".Käufe.neu'])
  expect(staged.map(({ json }) => JSON.parse(json) as unknown)).toEqual([
    { 'the Key': 'a', Größe: 1 },
    { 'the Key': 'b', Größe: 1 },
    { 'the Key': 'a', Größe: 2 },
  ])
  expect(staged[0]?.key).toEqual(['Größe', 'the Key'])
})

test('a table without a key is copied, and its rows have none', async () => {
  const { staged } = await copy(['public.keyless'])
  expect(staged).toEqual(
    ['one', 'two'].map((word) => ({ table: 'public.keyless', key: [], json: `{"word":"${word}"}` })),
  )
})

test('rows of partitions belong to their table, rows of tables that inherit do not', async () => {
  const { staged } = await copy(['public.measured', 'public.parent'])
  expect(staged.map(({ table, json }) => [table, json])).toEqual([
    ['public.measured', '{"day":"2026-01-03","value":1}'],
    ['public.measured', '{"day":"2026-02-03","value":2}'],
    ['public.parent', '{"id":1}'],
  ])
})

test('the key is what changes will carry: the index that was chosen as replica identity', async () => {
  const [chosen] = await readCatalogue(admin, ['public.chosen'])
  expect(chosen).toMatchObject({ key: ['code'], replicaIdentity: 'index', unidentified: [] })
})

test('tables in which nothing identifies a row are named, partitions one by one', async () => {
  await admin.query(`
    create table loose (id int, day date) partition by range (day);
    create table loose_a partition of loose for values from ('2026-01-01') to ('2026-02-01');
    create table loose_b partition of loose for values from ('2026-02-01') to ('2026-03-01');
    alter table loose_b replica identity full;
  `)
  const found = await readCatalogue(admin, ['public.keyless', 'public.loose', 'public.orders'])
  expect(found.map(({ unidentified }) => unidentified)).toEqual([['public.keyless'], ['public.loose_a'], []])
  // Changes of partitions are sent in the name of their table, so its own identity counts, too.
  expect(found.map(({ sendsKeyOnly }) => sendsKeyOnly)).toEqual([
    ['public.keyless'],
    ['public.loose', 'public.loose_a'],
    ['public.orders'],
  ])
})

test('each table is reported with how far it is; the estimate gives way to the count', async () => {
  const { memory } = await copy(['public.orders', 'public.keyless'])
  expect(memory.state.phase).toBe('copying')
  expect(memory.state.snapshot).toEqual({
    tables: [
      { table: 'public.orders', copied: 5000, total: 5000 },
      { table: 'public.keyless', copied: 2, total: 2 },
    ],
    stored: 0,
    finishedAt: null,
  })
})

test('the copy is of one moment: what is committed while it goes on is not in it', async () => {
  await admin.query('create table busy (id int primary key); insert into busy values (1)')
  const staged: Staged[] = []
  const add = async (rows: readonly Staged[]) => {
    if (staged.length === 0) await admin.query('update busy set id = 2; insert into busy values (3)')
    staged.push(...rows)
  }
  await copy(['public.orders', 'public.busy'], { stage: { add } })
  expect(staged.slice(5000).map(({ json }) => json)).toEqual(['{"id":1}'])
})

test('no more is fetched before what was fetched is kept', async () => {
  let underWay = 0
  const add = async () => {
    underWay += 1
    expect(underWay).toBe(1)
    await admin.query('select')
    underWay -= 1
  }
  const { memory } = await copy(['public.orders'], { stage: { add } })
  expect(memory.state.snapshot?.tables[0]?.copied).toBe(5000)
})

test('the limits of the session are lifted for the length of the copy', async () => {
  const client = await openSnapshot()
  await copy(['public.keyless'], { client })
  const limit = async () => (await client.query<{ statement_timeout: string }>('show statement_timeout')).rows[0]
  expect(await limit()).toEqual({ statement_timeout: '0' })
  await client.query('rollback')
  expect(await limit()).toEqual({ statement_timeout: '30s' })
})

test('it ends with the reason of the signal', async () => {
  const stopping = new AbortController()
  const stage = { add: async () => stopping.abort(new Error('paused')) }
  await expect(copy(['public.orders'], { stage, signal: stopping.signal })).rejects.toThrow('paused')
})

test('a table that is not there is named', async () => {
  await expect(copy(['public.orders', 'public.gone'])).rejects.toMatchObject({
    code: 'table-unknown',
    message: expect.stringContaining('public.gone') as string,
  })
})

test.each([
  ['table', 'grant usage on schema kept to USER'],
  ['schema', 'grant select on kept.notes to USER'],
  [
    'rows that policies hide',
    `grant usage on schema kept to USER; grant select on kept.notes to USER;
     alter table kept.notes enable row level security`,
  ],
])('a user who may not use the %s is shown the SQL that lets it', async (_what, granted) => {
  const user = `reader_${crypto.randomUUID().slice(0, 8)}`
  await admin.query(`create schema kept; create table kept.notes (id int primary key); insert into kept.notes values (1);
    create role ${user} login password 'secret'; ${granted.replaceAll('USER', user)}`)
  const readable = new URL(url)
  readable.username = user
  readable.password = 'secret'
  const copyAsUser = async () => {
    const client = await openConnection(readable.href, 'erp').connect('copy')
    clients.push(client)
    await client.query('begin')
    try {
      return await copy(['kept.notes'], { client, tables: await readCatalogue(client, ['kept.notes']) })
    } finally {
      await client.query('rollback')
    }
  }
  try {
    const refused = await copyAsUser().catch((error: unknown) => error)
    if (!(refused instanceof CaptureError)) throw refused
    expect(refused.code).toBe('insufficient-privilege')
    await admin.query(refused.message.slice(refused.message.indexOf('\n')))
    expect((await copyAsUser()).staged).toHaveLength(1)
  } finally {
    await admin.query(`drop schema kept cascade; drop owned by ${user}; drop role ${user}`)
  }
})
