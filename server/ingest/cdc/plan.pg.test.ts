import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { OutboxConfig, Plan, ReplicationConfig } from '#contract/database.ts'
import { outboxConfigSchema, replicationConfigSchema } from '#contract/database.ts'
import { emptyDatabase } from '../../testing/database.ts'
import { tableMapping } from '../../testing/row-changes.ts'
import { openConnection } from './connection.ts'
import { setUpOutbox } from './outbox/set-up-outbox.ts'
import { planCapture } from './plan.ts'
import { ensurePublication, serverVersion } from './replication/publication.ts'
import { createSlot } from './replication/slot.ts'
import { readCatalogue } from './table-catalogue.ts'

const { url } = await emptyDatabase()
const unique = `plan_${randomUUID().replaceAll('-', '').slice(0, 12)}`
/** May read and replicate, owns nothing. */
const guest = `${unique}_guest`
const tables = ['public.orders', 'public.notes']
const limits = { timeoutMs: 10_000, signal: new AbortController().signal }
const owner = new pg.Client({ connectionString: url })

beforeAll(async () => {
  await owner.connect()
  await owner.query(`create role ${guest} login replication password 'guest'`)
})
afterAll(async () => {
  await owner.query(`drop owned by ${guest}; drop role ${guest}`)
  await owner.end()
})
beforeEach(() =>
  owner.query(`
    drop schema public cascade;
    create schema public authorization current_user;
    grant usage on schema public to public;
    create table orders (id int primary key, total numeric);
    create table notes (text text)`),
)

function guestUrl(): string {
  const changed = new URL(url)
  changed.username = guest
  changed.password = 'guest'
  return changed.href
}

const sqlOf = (plan: Plan) => plan.statements.map(({ sql }) => sql)

/** @returns the statements that were sent over a client, as they were sent. */
function listenTo(client: pg.Client): string[] {
  const sent: string[] = []
  const query = client.query.bind(client)
  client.query = ((...given: Parameters<typeof query>) => {
    const first: unknown = given[0]
    sent.push(typeof first === 'string' ? first : z.object({ text: z.string() }).parse(first).text)
    return query(...given)
    // It takes and gives what the method does that it stands for.
  }) as typeof client.query
  return sent
}

describe('the plan of an outbox', () => {
  const config: OutboxConfig = outboxConfigSchema.parse({ capture: 'outbox', tables, schema: unique })

  test('is what setting it up runs, then empty, and its undo leads back to where it began', async () => {
    const plan = await planCapture(url, config)
    const client = await openConnection(url, 'test').connect('test', { pooled: true })
    const sent = listenTo(client)
    await setUpOutbox(client, config, limits)
    await client.end()
    const ran = sent.filter((sql) => /^(?:create|drop|alter|revoke|grant)/.test(sql)).map((sql) => `${sql};`)
    expect(ran).toEqual(sqlOf(plan))
    expect((await planCapture(url, config)).statements).toEqual([])
    for (const sql of plan.undo) await owner.query(sql)
    expect(await planCapture(url, config)).toEqual(plan)
  })

  test('takes the triggers away from a table that the source has and will not have any more', async () => {
    const client = await openConnection(url, 'test').connect('test', { pooled: true })
    await setUpOutbox(client, config, limits)
    await client.end()
    const fewer = { ...config, tables: ['public.orders'] }
    const plan = await planCapture(url, fewer, config)
    expect(plan.statements).toMatchObject([{ allowed: true }, { allowed: true }])
    for (const sql of sqlOf(plan)) {
      expect(sql).toMatch(/^drop trigger .* on "public"."notes";$/)
      await owner.query(sql)
    }
    const { statements, undo } = await planCapture(url, fewer, config)
    expect(statements).toEqual([])
    for (const sql of undo) await owner.query(sql)
  })

  test('says of each statement whether the user may run it', async () => {
    await owner.query(`grant select on all tables in schema public to ${guest}; grant trigger on orders to ${guest}`)
    const plan = await planCapture(guestUrl(), config)
    // To drop what is not there is permitted to anybody.
    const statements = plan.statements.filter(({ sql }) => !sql.startsWith('drop trigger if exists'))
    expect(await whatHappens({ statements })).toEqual(statements.map(({ allowed }) => allowed))
    expect(plan.statements.filter(({ why }) => why === 'outbox-trigger').map(({ allowed }) => allowed)).toContain(true)
    for (const sql of plan.undo) await owner.query(sql)
  })
})

describe('the plan of a replication', () => {
  const config: ReplicationConfig = replicationConfigSchema.parse({
    capture: 'replication',
    tables: ['public.orders'],
    publication: unique,
    slot: unique,
  })

  test('is what setting it up runs, then empty, and its undo leads back to where it began', async () => {
    const plan = await planCapture(url, config)
    const { statements: ran } = await ensurePublication(owner, {
      name: unique,
      tables: await readCatalogue(owner, config.tables),
    })
    const replication = await openConnection(url, 'test').connect('test', { replication: true })
    const sent = listenTo(replication)
    await createSlot(replication, { name: unique, exportsSnapshot: true, version: await serverVersion(owner) })
    await replication.end()
    expect([...ran, ...sent.map((sql) => `${sql};`)]).toEqual(sqlOf(plan))
    expect((await planCapture(url, config)).statements).toEqual([])
    for (const undo of plan.undo) await owner.query(undo)
    expect(await planCapture(url, config)).toEqual(plan)
  })

  test('says what somebody else must run: identities, grants, and the publication of who owns nothing', async () => {
    const plan = await planCapture(guestUrl(), { ...config, tables })
    expect(plan.statements.map(({ why, allowed }) => `${why} ${allowed}`)).toEqual([
      'grant false',
      'grant false',
      'grant false',
      'replica-identity false',
      'publication false',
      'slot true',
    ])
    for (const { sql, allowed } of plan.statements) if (!allowed) await owner.query(sql)
    const left = await planCapture(guestUrl(), { ...config, tables })
    expect(left.statements.map(({ why, allowed }) => ({ why, allowed }))).toEqual([{ why: 'slot', allowed: true }])
    await owner.query(`drop publication ${unique}`)
  })
})

test('the plan of a replication shows what makes the database send rows as they were, once, where a mapping needs them', async () => {
  const mapping = (name: string) =>
    tableMapping({ name, table: 'public.orders', on: ['update'], when: [{ column: 'total', is: 'changed' }] })
  const config = replicationConfigSchema.parse({
    capture: 'replication',
    tables: ['public.orders'],
    mappings: [mapping('one'), mapping('two')],
  })
  const identities = async () =>
    (await planCapture(url, config)).statements.filter(({ why }) => why === 'replica-identity')
  const sql = 'alter table "public"."orders" replica identity full;'
  expect(await identities()).toEqual([{ sql, why: 'replica-identity', allowed: false }])
  await owner.query(sql)
  expect(await identities()).toEqual([])
  await owner.query('alter table orders replica identity default')
})

test('the SQL of the guide lets a role of its own replicate: only the slot is left to make', async () => {
  const guide = await readFile(new URL('../../../docs/databases.md', import.meta.url), 'utf8')
  const section = guide.slice(guide.indexOf('## A role of its own'))
  const role = `${unique}_role`
  const database = new URL(url).pathname.slice(1)
  const sql = (/```sql\n([\s\S]*?)```/.exec(section)?.[1] ?? '')
    .replaceAll(/\bvigie\b/g, role)
    .replaceAll(/\berp\b/g, database)
    .replace(
      'publish_via_partition_root = true',
      'publish_via_partition_root = true, publish_generated_columns = stored',
    )
  await owner.query('create table order_items (id int primary key)')
  await owner.query(sql)
  const asRole = new URL(url)
  asRole.username = role
  asRole.password = 'choose-one'
  try {
    const plan = await planCapture(
      asRole.href,
      replicationConfigSchema.parse({
        capture: 'replication',
        tables: ['public.orders'],
        publication: role,
        slot: role,
      }),
    )
    // The other table that the publication has is somebody else's concern.
    expect(plan.statements.map(({ why, allowed }) => ({ why, allowed }))).toEqual([{ why: 'slot', allowed: true }])
  } finally {
    await owner.query(`drop publication ${role}; drop owned by ${role}; drop role ${role}`)
  }
})

test('polling needs nothing to be run', async () => {
  const reads = [{ table: 'public.orders', key: ['id'], cursor: 'id', overlap: 0 }]
  const config = { capture: 'poll' as const, reads, mappings: [], snapshot: true, intervalSeconds: 60 }
  expect(await planCapture(url, config)).toEqual({ statements: [], undo: [] })
})

/** Runs it as the guest, and what the guest may not as the owner. @returns what the guest was let do. */
async function whatHappens({ statements }: Pick<Plan, 'statements'>): Promise<boolean[]> {
  const client = new pg.Client({ connectionString: guestUrl() })
  await client.connect()
  const allowed: boolean[] = []
  for (const { sql } of statements) {
    const done = await client.query(sql).then(
      () => true,
      () => false,
    )
    if (!done) await owner.query(sql)
    allowed.push(done)
  }
  await client.end()
  return allowed
}
