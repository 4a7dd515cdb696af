import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DatabaseProblem, Inspection } from '#contract/database.ts'
import type { OwnPostgres } from '../../testing/own-postgres.ts'
import { startOwnPostgres } from '../../testing/own-postgres.ts'
import { inspectDatabase } from './inspect.ts'

const password = 'correct-horse-battery'
let server: OwnPostgres

beforeAll(async () => {
  server = await startOwnPostgres({ wal_level: 'replica' })
  await server.run(`
    create role reader login password '${password}';
    create role crowded login password '${password}' connection limit 0;
    create role locked nologin password '${password}';
    create role outsider login password '${password}'`)
  await server.run('create database closed')
  await server.run('revoke connect on database closed from public')
  await server.turnOnTls()
  await server.setHba([
    'host closed outsider all reject',
    'hostssl all outsider all scram-sha-256',
    'host all reader all scram-sha-256',
    'host all crowded all scram-sha-256',
    'host all locked all scram-sha-256',
    'host all ghost all trust',
  ])
})
afterAll(() => server.stop())

/** @returns the problem; what it says must tell what to do, and never the password. */
async function problemOf(url: string): Promise<{ code: DatabaseProblem; detail: string }> {
  const answer = await inspectDatabase(url)
  expect(answer).toMatchObject({ ok: false })
  if (answer.ok) throw new Error('just expected')
  expect(answer.problem.detail).not.toContain(password)
  return answer.problem
}

async function lookInto(url: string): Promise<Extract<Inspection, { ok: true }>> {
  const answer = await inspectDatabase(url)
  if (!answer.ok) throw new Error(`${answer.problem.code}: ${answer.problem.detail}`)
  return answer
}

describe('a connection that fails', () => {
  test.each([
    ['no address', 'hunter2'],
    ['another protocol', `mysql://reader:${password}@localhost/vigie`],
    ['no user', 'postgresql://localhost/vigie'],
    ['a lone %', 'postgresql://reader:100%@localhost/vigie'],
    ['a parameter that would read a file of ours', 'postgresql://reader@localhost/vigie?sslkey=/etc/shadow'],
    ['a parameter that would lead elsewhere', 'postgresql://reader@localhost/vigie?host=other'],
    ['an sslmode that does not exist', 'postgresql://reader@localhost/vigie?sslmode=maybe'],
  ])('is malformed with %s', async (_what, url) => {
    const { code, detail } = await problemOf(url)
    expect(code).toBe('malformed-connection')
    expect(detail).toContain('postgresql://user:password@host:5432/database')
  })

  test('names a host that is unknown', async () => {
    const problem = await problemOf(server.urlOf({ user: 'reader', password, host: 'no-such-host.invalid' }))
    expect(problem).toMatchObject({ code: 'host-unknown', detail: expect.stringContaining('check the host') })
  })

  test('says when nothing listens', async () => {
    // Nobody is given this one by the system.
    const problem = await problemOf(`postgresql://reader:${password}@localhost:1/vigie`)
    expect(problem).toMatchObject({ code: 'connection-refused', detail: expect.stringContaining('check the port') })
  })

  test('gives up a host that says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
    const problem = await problemOf(`postgresql://reader:${password}@127.0.0.1:${address.port}/vigie`)
    expect(problem).toMatchObject({ code: 'connection-timeout', detail: expect.stringContaining('firewall') })
    silent.close()
  })

  test.each<[string, DatabaseProblem, string, object]>([
    ['a wrong password', 'wrong-password', 'check both', { user: 'reader', password: 'other' }],
    ['no password', 'wrong-password', 'has none', { user: 'reader', password: '' }],
    [
      'an unknown user that need not prove itself',
      'wrong-password',
      'no user of this name',
      { user: 'ghost', password },
    ],
    ['a user that pg_hba.conf does not name', 'hba-refused', 'pg_hba.conf', { user: 'stranger', password }],
    [
      'a line of pg_hba.conf that rejects',
      'hba-refused',
      'pg_hba.conf',
      { user: 'outsider', password, database: 'closed' },
    ],
    ['a user that may not log in', 'hba-refused', 'alter role', { user: 'locked', password }],
    ['a database that is not there', 'database-unknown', 'last /', { user: 'reader', password, database: 'nowhere' }],
    [
      'a database that it may not enter',
      'insufficient-privilege',
      'privilege',
      { user: 'reader', password, database: 'closed' },
    ],
    ['no connection left', 'too-many-connections', 'max_connections', { user: 'crowded', password }],
    ['TLS demanded and not spoken', 'tls-required', 'sslmode=require', { user: 'outsider', password }],
    [
      'a certificate that nobody vouches for',
      'tls-failed',
      'sslrootcert',
      { host: 'localhost', search: '?sslmode=verify-full' },
    ],
    [
      'a file of certificates that is not there',
      'tls-failed',
      'sslrootcert',
      { search: '?sslmode=verify-full&sslrootcert=/nonexistent' },
    ],
  ])('says what to do about %s', async (_what, code, says, other) => {
    expect(await problemOf(server.urlOf(other))).toMatchObject({ code, detail: expect.stringContaining(says) })
  })

  test('says when the certificate is for another host, and verify-ca does without', async () => {
    const search = `sslrootcert=${encodeURIComponent(server.certificateFile)}`
    const problem = await problemOf(server.urlOf({ host: '127.0.0.1', search: `?sslmode=verify-full&${search}` }))
    expect(problem).toMatchObject({ code: 'tls-failed', detail: expect.stringContaining('verify-ca') })
    const looked = await lookInto(server.urlOf({ host: '127.0.0.1', search: `?sslmode=verify-ca&${search}` }))
    expect(looked.server.encrypted).toBe(true)
  })
})

test.each([
  ['nothing is encrypted without sslmode', {}, false],
  ['require encrypts without a look at the certificate', { search: '?sslmode=require' }, true],
  ['require lets in who must encrypt', { user: 'outsider', password, search: '?sslmode=require' }, true],
])('sslmode: %s', async (_rule, other, encrypted) => {
  expect((await lookInto(server.urlOf(other))).server.encrypted).toBe(encrypted)
})

test('verify-full takes a certificate whose authority is named', async () => {
  const search = `?sslmode=verify-full&sslrootcert=${encodeURIComponent(server.certificateFile)}`
  expect((await lookInto(server.urlOf({ host: 'localhost', search }))).server.encrypted).toBe(true)
})

test('PGPASSWORD of our own environment goes to nobody', async () => {
  process.env.PGPASSWORD = password
  try {
    expect(await problemOf(server.urlOf({ user: 'reader', password: '' }))).toMatchObject({ code: 'wrong-password' })
  } finally {
    delete process.env.PGPASSWORD
  }
})

describe('a server that is not made for it', () => {
  const obstacles = async (url: string) => {
    const { modes, recommended } = await lookInto(url)
    const codes = (mode: keyof typeof modes) => modes[mode].obstacles.map(({ code }) => code)
    return { replication: codes('replication'), outbox: codes('outbox'), poll: codes('poll'), recommended, modes }
  }

  beforeAll(async () => {
    await server.run(`
      create table things (id bigserial primary key, name text, updated_at timestamptz);
      create table notes (text text)`)
  })

  test('wal_level: replication is not possible, and the outbox is recommended', async () => {
    const { replication, outbox, recommended, modes } = await obstacles(server.url)
    expect(replication).toEqual(['wal-level', 'no-primary-key'])
    expect(outbox).toEqual(['no-primary-key'])
    expect(recommended).toBe('outbox')
    expect(modes.replication.obstacles[0]?.detail).toContain(`alter system set wal_level = 'logical'`)
  })

  test('a user without rights: each right that lacks is named, with the statement that gives it', async () => {
    const url = server.urlOf({ user: 'reader', password })
    const { replication, outbox, poll, recommended, modes } = await obstacles(url)
    expect(replication).toEqual([
      'insufficient-privilege',
      'wal-level',
      'no-replication-privilege',
      'insufficient-privilege',
      'no-primary-key',
    ])
    expect(outbox).toEqual([
      'insufficient-privilege',
      'insufficient-privilege',
      'insufficient-privilege',
      'no-primary-key',
    ])
    expect(poll).toEqual(['insufficient-privilege'])
    expect(recommended).toBe('poll')
    expect(modes.poll).toMatchObject({ possible: false })
    const said = modes.replication.obstacles.map(({ detail }) => detail).join('\n')
    expect(said).toContain('alter role "reader" replication')
    expect(said).toContain('grant create on database "vigie" to "reader"')
  })

  test('a user that may read and nothing else polls', async () => {
    await server.run('grant select on things to reader')
    const { poll, recommended, modes } = await obstacles(server.urlOf({ user: 'reader', password }))
    expect(modes.poll.possible).toBe(true)
    expect(poll).toEqual(['insufficient-privilege'])
    expect(modes.poll.obstacles[0]?.detail).toContain('public.notes')
    expect(recommended).toBe('poll')
  })

  test('a user that may create, and owns nothing, may not publish', async () => {
    await server.run('create role maker login replication password null')
    await server.run(
      `alter role maker password '${password}'; grant create on database vigie to maker; grant select, trigger on all tables in schema public to maker`,
    )
    await server.setHba(['host all all all scram-sha-256'])
    const { replication, outbox, modes } = await obstacles(server.urlOf({ user: 'maker', password }))
    expect(replication).toEqual(['wal-level', 'insufficient-privilege', 'no-primary-key'])
    expect(modes.replication.obstacles[1]?.detail).toContain('owns none of the tables')
    expect(outbox).toEqual(['no-primary-key'])
  })

  // Last: it stays one.
  test('a standby can be polled, and nothing can be made on it', async () => {
    await server.becomeStandby()
    const { replication, outbox, modes, recommended } = await obstacles(server.url)
    expect(replication).toContain('read-only')
    expect(outbox).toContain('read-only')
    expect(modes.poll.possible).toBe(true)
    expect(recommended).toBe('poll')
  })
})

test('slots and senders that are taken are counted, unless the slot is ours already', async () => {
  const full = await startOwnPostgres({ max_replication_slots: '1', max_wal_senders: '0' })
  try {
    await full.run('create table things (id int primary key)')
    const codes = async () => {
      const { modes } = await lookInto(full.url)
      return modes.replication.obstacles.map(({ code }) => code)
    }
    expect(await codes()).toEqual(['senders-exhausted'])
    await full.run(`select pg_create_logical_replication_slot('somebody', 'pgoutput')`)
    expect(await codes()).toEqual(['slots-exhausted', 'senders-exhausted'])
    await full.run(`select pg_drop_replication_slot('somebody')`)
    await full.run(`select pg_create_logical_replication_slot('vigie', 'pgoutput')`)
    expect(await codes()).toEqual(['senders-exhausted'])
  } finally {
    await full.stop()
  }
})
