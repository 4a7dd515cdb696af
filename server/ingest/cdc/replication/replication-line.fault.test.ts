import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEmbedded } from '../../../db/embedded.ts'
import type { EmbeddedPostgres } from '../../../db/embedded.ts'
import { systemClock } from '../../../runtime/clock.ts'
import { faultProxy } from '../../../testing/fault-proxy.ts'
import { testDataPrefix } from '../../../testing/killed-runs.ts'
import { changesSoFar, itemsUntil, replicatedDatabase } from '../../../testing/replicated-database.ts'
import type { ReplicatedDatabase } from '../../../testing/replicated-database.ts'
import { openConnection } from '../connection.ts'
import { changeStream } from './change-stream.ts'
import type { ChangeStreamOptions, StreamItem } from './change-stream.ts'
import { openReplicationLine } from './replication-line.ts'
import type { ReplicationLineOptions, ServerState } from './line-options.ts'

/** A tenth of what they are, so that nobody waits as long; what a server answers on a busy machine comes before all the same. */
const quick = { tickMs: 20, askMs: 200, giveUpMs: 1500, lookMs: 500 }

async function proxied(database: ReplicatedDatabase) {
  const proxy = await faultProxy(database.url)
  onTestFinished(() => proxy.close())
  return proxy
}

async function openLine(
  database: ReplicatedDatabase,
  options: Partial<ReplicationLineOptions> & { url?: string } = {},
) {
  const { url = database.url, ...rest } = options
  const connection = openConnection(url, 'test')
  const line = await openReplicationLine({
    connection,
    slot: database.slot,
    publication: 'test',
    clock: systemClock,
    ...rest,
  })
  onTestFinished(() => line.close())
  return line
}

function isChanges(item: StreamItem): boolean {
  return item.type === 'changes'
}

describe('a line that breaks', () => {
  test('one that went silent is given up, and what was not acknowledged comes again on the next', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    const proxy = await proxied(database)
    const stream = await database.stream({ url: proxy.url, limits: quick })
    await database.run('insert into t values (1)')
    const [first] = (await itemsFrom(stream, isChanges)).filter(isChanges)
    proxy.freeze()
    await expect(readOn(stream)).rejects.toMatchObject({ code: 'connection-lost', givesUp: false })
    proxy.restore()
    await expect.poll(() => isSlotFree(database), { timeout: 30_000 }).toBe(true)
    const again = await changesSoFar(database, await database.stream({ url: proxy.url }))
    expect(first).toMatchObject({ changes: again })
  })

  test('one that went silent while it began, too', async () => {
    const database = await replicatedDatabase()
    const proxy = await proxied(database)
    const connection = openConnection(proxy.url, 'test')
    const silenced = {
      ...connection,
      connect: async (...args: Parameters<typeof connection.connect>) => {
        const client = await connection.connect(...args)
        proxy.freeze()
        return client
      },
    }
    await expect(openLine(database, { connection: silenced, limits: quick })).rejects.toMatchObject({
      code: 'connection-lost',
    })
  })

  test('one that is cut is noticed at once', async () => {
    const database = await replicatedDatabase()
    const proxy = await proxied(database)
    const stream = await database.stream({ url: proxy.url })
    await itemsFrom(stream, ({ type }) => type === 'idle')
    proxy.cut()
    await expect(readOn(stream)).rejects.toMatchObject({ code: 'connection-lost' })
  })

  test('a line that only has nothing to say is kept', async () => {
    const database = await replicatedDatabase('create table t (id int primary key)')
    const line = await openLine(database, { limits: quick })
    const until = performance.now() + 2 * quick.giveUpMs
    while (performance.now() < until) {
      expect(await line.whenReadable()).toBe(true)
      expect(line.take()?.type).toBe('keepalive')
    }
  })

  test('a server that is silent because it is at work is waited for, as long as it is', async () => {
    const database = await replicatedDatabase()
    const proxy = await proxied(database)
    const states: ServerState[] = ['working', 'working', 'working', 'waiting']
    const asked: number[] = []
    const lookAtServer = async (pid: number) => {
      asked.push(pid)
      return states.shift() ?? 'waiting'
    }
    const line = await openLine(database, { url: proxy.url, limits: quick, lookAtServer })
    const pid = await walSender(database)
    proxy.freeze()
    const lost = (async () => {
      while (await line.whenReadable()) line.take()
    })()
    await expect(lost).rejects.toMatchObject({ code: 'connection-lost' })
    expect(asked).toEqual([pid, pid, pid, pid])
  })
})

describe('a consumer that is behind', () => {
  test('pauses the socket, is sent no more than the limit, and is not dropped by the server', async () => {
    const database = await replicatedDatabase('create table t (id int primary key, a text)')
    const url = new URL(database.url)
    url.searchParams.set('options', '-c wal_sender_timeout=3000')
    const maxWaitingBytes = 256 * 1024
    const line = await openLine(database, { url: url.href, limits: { maxWaitingBytes, statusMs: 200, tickMs: 50 } })
    await database.run(`insert into t select i, repeat('x', 1000) from generate_series(1, 20000) i`)
    await expect.poll(() => line.isPaused, { timeout: 30_000 }).toBe(true)
    const { rows } = await database.client.query<{ now: Date }>('select now()')
    // Three times as long as the server waits for a sign of life.
    await expect.poll(() => heardSince(database, rows[0]?.now, '9 s'), { timeout: 60_000 }).toBe(true)
    expect(line.isPaused).toBe(true)
    expect(line.waitingBytes).toBeLessThan(maxWaitingBytes + 128 * 1024)
    let inserts = 0
    while (inserts < 20_000 && (await line.whenReadable())) {
      const message = line.take()
      if (message?.type === 'data' && message.payload.toString('latin1', 0, 1) === 'I') inserts += 1
    }
    expect(inserts).toBe(20_000)
  })
})

describe('a server that is shut down is not held up', () => {
  test('by changes that were read and are not yet acknowledged', async () => {
    const { server, client, stream } = await ownServer()
    const first = await itemsFrom(stream, isChanges)
    const { lsn } = first.at(-1) ?? { lsn: null }
    // Once anything is acknowledged the server waits for everything to be.
    if (lsn !== null) stream.acknowledge(lsn)
    await client.query('insert into t values (2)')
    await Promise.all([
      stopInTime(server),
      expect(readOn(stream)).rejects.toMatchObject({ code: 'connection-lost', message: 'the server shuts down' }),
    ])
  })

  test('by changes that are not even read, since our log is behind', async () => {
    const { server, client, stream } = await ownServer({ maxWaitingBytes: 64 * 1024, tickMs: 50, giveUpMs: 1000 })
    await itemsFrom(stream, isChanges)
    await client.query(`insert into t select i, repeat('x', 1000) from generate_series(2, 20000) i`)
    await stopInTime(server)
    await expect(readOn(stream)).rejects.toMatchObject({ code: 'connection-lost' })
  })
})

async function ownServer(limits: ChangeStreamOptions['limits'] = {}) {
  const dataDirectory = await mkdtemp(join(tmpdir(), `${testDataPrefix}${process.pid}-`))
  const server = await startEmbedded({ dataDirectory, settings: { shared_buffers: '32MB' } })
  onTestFinished(async () => {
    await server.stop()
    await rm(dataDirectory, { recursive: true, force: true })
  })
  const client = new pg.Client({ connectionString: server.url })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('create table t (id int primary key, a text); create publication test for all tables')
  await client.query(`select pg_create_logical_replication_slot('s', 'pgoutput')`)
  await client.query('insert into t values (1)')
  const connection = openConnection(server.url, 'test')
  const { signal } = new AbortController()
  const usual = { slot: 's', publication: 'test', epoch: 1, clock: systemClock }
  const stream = await changeStream({ ...usual, connection, signal, limits })
  onTestFinished(() => stream.close())
  return { server, client, stream }
}

/** Past a minute it would be shut down by force. */
async function stopInTime(server: EmbeddedPostgres): Promise<void> {
  const startedAt = performance.now()
  await server.stop()
  expect(performance.now() - startedAt).toBeLessThan(45_000)
}

/** Without ending the stream, as the end of a loop would. */
async function itemsFrom(
  stream: AsyncIterable<StreamItem, void, undefined>,
  isWanted: (item: StreamItem) => boolean,
): Promise<StreamItem[]> {
  const iterator = stream[Symbol.asyncIterator]()
  const items: StreamItem[] = []
  for (;;) {
    const { value } = await iterator.next()
    if (!value) throw new Error('the stream ended before what was waited for')
    items.push(value)
    if (isWanted(value)) return items
  }
}

function readOn(stream: Parameters<typeof itemsUntil>[0]): Promise<StreamItem[]> {
  return itemsUntil(stream, () => false)
}

async function isSlotFree({ client, slot }: ReplicatedDatabase): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_replication_slots where slot_name = $1 and not active', [
    slot,
  ])
  return rowCount === 1
}

async function walSender({ client, slot }: ReplicatedDatabase): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>(
    'select active_pid as pid from pg_replication_slots where slot_name = $1',
    [slot],
  )
  return rows[0]?.pid
}

async function heardSince(
  { client, slot }: ReplicatedDatabase,
  since: Date | undefined,
  distance: string,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_replication_slots s join pg_stat_replication r on r.pid = s.active_pid
     where s.slot_name = $1 and r.reply_time > $2::timestamptz + $3::interval`,
    [slot, since, distance],
  )
  return rowCount === 1
}
