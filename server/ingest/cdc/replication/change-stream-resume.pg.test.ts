import { describe, expect, onTestFinished, test } from 'vitest'
import { changesSoFar, itemsUntil, replicatedDatabase } from '../../../testing/replicated-database.ts'
import type { ReplicatedDatabase } from '../../../testing/replicated-database.ts'
import { openConnection } from '../connection.ts'
import { openCatalogue } from './catalogue.ts'
import type { StreamItem } from './change-stream.ts'
import { formatLsn, parseLsn } from './lsn.ts'

async function head(database: ReplicatedDatabase): Promise<bigint> {
  const { rows } = await database.client.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn')
  return parseLsn(rows[0]?.lsn ?? '')
}

function isIdleFrom(lsn: bigint): (item: StreamItem) => boolean {
  return (item) => item.type === 'idle' && item.lsn >= lsn
}

async function transactionsUntil(database: ReplicatedDatabase, id: number): Promise<bigint> {
  const stream = await database.stream()
  const items = await itemsUntil(
    stream,
    (item) => item.type === 'changes' && item.changes.some(({ after }) => after?.['id'] === id),
  )
  await database.whenLeft()
  const last = items.at(-1)
  if (last?.type !== 'changes' || !last.endsTransaction) throw new Error('a small transaction comes in one chunk')
  return last.lsn
}

describe('acknowledging', () => {
  test('what was not acknowledged comes again, under the same ids', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    await database.run('insert into t values (1), (2)')
    await database.run('insert into t values (3)')
    const first = await changesSoFar(database, await database.stream())
    const second = await changesSoFar(database, await database.stream())
    expect(first).toHaveLength(3)
    expect(second).toEqual(first)
  })

  test('what was acknowledged never comes again, be the stream closed at once', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    await database.run('insert into t values (1)')
    await database.run('insert into t values (2)')
    const stream = await database.stream()
    for await (const item of stream) {
      if (item.type !== 'changes' || !item.endsTransaction) continue
      stream.acknowledge(item.lsn)
      break
    }
    await database.whenLeft()
    const changes = await changesSoFar(database, await database.stream())
    expect(changes.map(({ after }) => after)).toEqual([{ id: 2 }])
  })

  test('the server learns of it while the stream goes on', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    const anHour = 3_600_000
    const stream = await database.stream({ limits: { tickMs: anHour, statusMs: anHour } })
    await database.run('insert into t values (1)')
    const iterator = stream[Symbol.asyncIterator]()
    let lsn: bigint | null = null
    while (lsn === null) {
      const { value } = await iterator.next()
      if (value?.type === 'changes') lsn = value.lsn
    }
    stream.acknowledge(lsn)
    await expect.poll(() => database.confirmedLsn(), { timeout: 20_000 }).toBe(formatLsn(lsn))
  })

  test('an acknowledgement never goes back', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    await database.run('insert into t values (1)')
    const lsn = await transactionsUntil(database, 1)
    const again = await database.stream()
    again.acknowledge(lsn)
    again.acknowledge(1n)
    await again.close()
    await database.whenLeft()
    expect(await database.confirmedLsn()).toBe(formatLsn(lsn))
  })

  test('a stream can begin later than what the slot remembers', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    await database.run('insert into t values (1)')
    const startLsn = await transactionsUntil(database, 1)
    await database.run('insert into t values (2)')
    const changes = await changesSoFar(database, await database.stream({ startLsn }))
    expect(changes.map(({ after }) => after)).toEqual([{ id: 2 }])
  })

  test('the epoch is part of the ids', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    await database.run('insert into t values (1)')
    const [change] = await changesSoFar(database, await database.stream({ epoch: 12 }))
    expect(change?.id).toMatch(/^e12\/[0-9A-F]+\/[0-9A-F]+\/0$/)
  })
})

describe('idle points', () => {
  test('log that holds nothing of ours can be acknowledged', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    const stream = await database.stream({ limits: { tickMs: 20, askMs: 100 } })
    await database.run('drop publication test; create publication test for table t; create table other (id int)')
    await database.run('insert into other select generate_series(1, 1000)')
    const lsn = await head(database)
    const items = await itemsUntil(stream, isIdleFrom(lsn))
    expect(items.filter(({ type }) => type !== 'idle')).toEqual([])
  })

  test('within a transaction there are none', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    const stream = await database.stream({ limits: { maxChunkChanges: 10, tickMs: 5, askMs: 10 } })
    await database.run('insert into t select generate_series(1, 5000)')
    const items = await itemsUntil(stream, (item) => item.type === 'changes' && item.endsTransaction)
    const first = items.findIndex(({ type }) => type === 'changes')
    expect(new Set(items.slice(first).map(({ type }) => type))).toEqual(new Set(['changes']))
  })
})

describe('logical messages', () => {
  test('ours are handed over in order, a transactional one after its transaction; others are not', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    const stream = await database.stream()
    await database.run(
      `select pg_logical_emit_message(false, 'vigie', 'before'), pg_logical_emit_message(true, 'x', 'x')`,
    )
    await database.run(
      `begin; select pg_logical_emit_message(true, 'vigie', 'é'); insert into t values (1);
       select pg_logical_emit_message(true, 'other', 'no'); commit`,
    )
    await database.run(`begin; select pg_logical_emit_message(true, 'vigie', 'never'); rollback`)
    await database.run(`select pg_logical_emit_message(true, 'vigie', 'last')`)
    const items = await itemsUntil(stream, (item) => item.type === 'message' && item.content === 'last')
    expect(items.filter(({ type }) => type !== 'idle').map(said)).toEqual(['before', 'changes', 'é', 'last'])
  })
})

async function walSender({ client, slot }: ReplicatedDatabase): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(
    'select active_pid as pid from pg_replication_slots where slot_name = $1',
    [slot],
  )
  return rows[0]?.pid ?? 0
}

function said(item: StreamItem): string {
  return item.type === 'message' ? item.content : item.type
}

test('an aborted signal ends the stream in order', async () => {
  const database = await replicatedDatabase('create table t (id int primary key)')
  const stopping = new AbortController()
  const stream = await database.stream({ signal: stopping.signal })
  const seen: StreamItem[] = []
  for await (const item of stream) {
    seen.push(item)
    stopping.abort()
  }
  expect(seen).not.toEqual([])
  const ended = await database.stream({ signal: AbortSignal.abort() })
  await expect(ended[Symbol.asyncIterator]().next()).resolves.toEqual({ done: true, value: undefined })
})

describe('what a server process is seen to do', () => {
  test('it waits when there is nothing to send, or when it is not there', async () => {
    const database = await replicatedDatabase()
    await database.stream()
    const catalogue = openCatalogue(openConnection(database.url, 'test'))
    onTestFinished(() => catalogue.close())
    const pid = await walSender(database)
    await expect.poll(() => catalogue.lookAtServer(pid), { timeout: 20_000 }).toBe('waiting')
    expect(await catalogue.lookAtServer(-1)).toBe('waiting')
  })

  test('it works while it decodes a large transaction that is not published', async () => {
    const database = await replicatedDatabase('create table t (id int primary key); create table other (id int)')
    await database.run('drop publication test; create publication test for table t')
    await database.run('insert into other select generate_series(1, 500000)')
    const catalogue = openCatalogue(openConnection(database.url, 'test'))
    onTestFinished(() => catalogue.close())
    await catalogue.lookAtServer(-1)
    // It may be done with it before it is looked at, and does it again for the next one who reads.
    const seen = async () => {
      await database.whenLeft()
      const stream = await database.stream()
      const state = await catalogue.lookAtServer(await walSender(database))
      await stream.close()
      return state
    }
    await expect.poll(seen).toBe('working')
  })
})

describe('what the server says no to', () => {
  test('a slot that is not there: a new beginning is needed', async () => {
    const database = await replicatedDatabase()
    await expect(database.stream({ slot: 'no_such_slot' })).rejects.toMatchObject({
      code: 'slot-missing',
      givesUp: true,
    })
  })

  test('a slot that somebody else reads from', async () => {
    const database = await replicatedDatabase()
    await database.stream()
    await expect(database.stream()).rejects.toMatchObject({ code: 'slot-in-use', givesUp: false })
  })

  test('a publication that is not there', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    const stream = await database.stream({ publication: 'no such publication' })
    await database.run('insert into t values (1)')
    await expect(itemsUntil(stream, () => false)).rejects.toMatchObject({ code: 'publication-missing' })
  })

  test('a publication that was gone while somebody wrote', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    const stream = await database.stream()
    await database.run('drop publication test')
    await database.run('insert into t values (1)')
    await database.run('create publication test for all tables')
    await expect(itemsUntil(stream, () => false)).rejects.toMatchObject({ code: 'publication-missing' })
  })

  test('a user who may not replicate', async () => {
    const database = await replicatedDatabase()
    const role = `${database.slot}_role`
    await database.run(`create role ${role} login password 'secret'`)
    const url = new URL(database.url)
    url.username = role
    url.password = 'secret'
    onTestFinished(() => database.run(`drop role ${role}`))
    await expect(database.stream({ url: url.href })).rejects.toMatchObject({ code: expect.stringMatching(/privilege/) })
  })
})
