import type { ChildProcess } from 'node:child_process'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import * as z from 'zod'
import { clusterFiles, readPostmaster } from '../server/db/cluster-files.ts'
import { startEmbedded } from '../server/db/embedded.ts'
import { stopOrphan } from '../server/db/orphan.ts'
import { packageDirectory } from '../server/db/schema-engine.ts'
import { isAlive, processStart } from '../server/db/process-identity.ts'
import { acquireLock } from './lock.ts'

const program = fileURLToPath(new URL('./vigie.ts', import.meta.url))
const patience = { timeout: 90_000, interval: 50 }

interface Place {
  dataDirectory: string
  env: NodeJS.ProcessEnv
  /** What was run there. */
  children: ChildProcess[]
}

/** A data directory and a port of its own, where nothing has run yet. */
async function makePlace(): Promise<Place> {
  const dataDirectory = await mkdtemp(join(tmpdir(), `vigie-test-${process.pid}-cli-`))
  const env = { ...process.env, VIGIE_DATA_DIR: dataDirectory, VIGIE_PORT: await ownPort(), DATABASE_URL: '' }
  return { dataDirectory, env, children: [] }
}

/** Not of those that the system gives away: somebody else could be given it before Vigie listens. */
async function ownPort(): Promise<string> {
  const port = 20_000 + Math.floor(Math.random() * 10_000)
  const server = createServer().listen(port, '127.0.0.1')
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  if (!isFree) return ownPort()
  server.close()
  await once(server, 'close')
  return String(port)
}

async function leave({ dataDirectory, children }: Place): Promise<void> {
  for (const child of children) child.kill('SIGKILL')
  await stopOrphan(clusterFiles(dataDirectory), undefined)
  // An event server may still write its last lines.
  await rm(dataDirectory, { recursive: true, force: true, maxRetries: 10 })
}

/** Whatever still runs there at the end is stopped. */
async function newPlace(): Promise<Place> {
  const place = await makePlace()
  onTestFinished(() => leave(place))
  return place
}

/** Where Vigie ran once, and was taken down: a first start takes several times as long as the next. */
let used: Place
beforeAll(async () => {
  used = await makePlace()
  const vigie = await start(used)
  vigie.child.kill('SIGTERM')
  if ((await vigie.closed) !== 0) throw new Error(vigie.said.err)
})
afterAll(() => leave(used))

/** A copy of it. */
async function usedPlace(): Promise<Place> {
  const place = await newPlace()
  await promisify(execFile)('cp', ['-a', `${used.dataDirectory}/.`, place.dataDirectory])
  return place
}

function run(place: Place, ...args: string[]) {
  return runProgram(place, process.execPath, [program, ...args])
}

function runProgram(place: Place, path: string, args: readonly string[]) {
  const child = spawn(path, args, { env: place.env, cwd: packageDirectory, stdio: ['ignore', 'pipe', 'pipe'] })
  place.children.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString('utf8')))
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, said, closed }
}

const startedSchema = z.object({ eventServerUrl: z.url(), pid: z.int() })

/** `vigie start --no-web --json`, when it says that everything runs. */
async function start(place: Place, running = run(place, 'start', '--no-web', '--json')) {
  const ended = running.closed.then(() => Promise.reject(new Error(`ended: ${running.said.err}`)))
  await Promise.race([ended, once(running.child.stdout, 'data')])
  ended.catch(() => undefined)
  return { ...running, ...startedSchema.parse(JSON.parse(running.said.out)) }
}

async function postmasterPid(place: Place): Promise<number> {
  const postmaster = await readPostmaster(clusterFiles(place.dataDirectory))
  if (postmaster === undefined) throw new Error('PostgreSQL does not run')
  return postmaster.pid
}

/** The event server among the supervisor's children. */
async function eventServerPid(supervisor: number): Promise<number> {
  const children = (await readFile(`/proc/${supervisor}/task/${supervisor}/children`, 'utf8')).trim().split(' ')
  for (const pid of children.map(Number)) {
    if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('server/main.ts')) return pid
  }
  throw new Error('the event server does not run')
}

async function isReady(url: string): Promise<boolean> {
  return fetch(new URL('/readyz', url)).then(
    (response) => response.ok,
    () => false,
  )
}

test('start brings everything up, and SIGINT takes everything down again', async () => {
  const place = await newPlace()
  const vigie = await start(place)
  expect(await isReady(vigie.eventServerUrl)).toBe(true)
  // No page of the web app is there that a link could lead to.
  expect(JSON.parse(vigie.said.out)).toMatchObject({ url: null, welcomeUrl: null })
  const pids = [await postmasterPid(place), await eventServerPid(vigie.pid)]
  vigie.child.kill('SIGINT')
  expect(await vigie.closed).toBe(0)
  expect(pids.filter(isAlive)).toEqual([])
  expect(vigie.said.out.trim().split('\n')).toHaveLength(1)
})

test('SIGTERM to npm start takes everything down, as a service manager does', async () => {
  const place = await usedPlace()
  const vigie = await start(place, runProgram(place, 'npm', ['start', '--silent', '--', '--no-web', '--json']))
  const pids = [vigie.pid, await postmasterPid(place), await eventServerPid(vigie.pid)]
  onTestFinished(() => void (isAlive(vigie.pid) && process.kill(vigie.pid, 'SIGKILL')))
  const exited = once(vigie.child, 'exit')
  vigie.child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(pids.filter(isAlive)).toEqual([])
})

test('a terminal that is closed takes everything down in order, though nobody reads what is said', async () => {
  const place = await usedPlace()
  const vigie = await start(place)
  const pids = [await postmasterPid(place), await eventServerPid(vigie.pid)]
  vigie.child.stdout.destroy()
  vigie.child.stderr.destroy()
  vigie.child.kill('SIGHUP')
  expect(await vigie.closed).toBe(0)
  expect(pids.filter(isAlive)).toEqual([])
  expect(await readFile(join(place.dataDirectory, 'postgres.log'), 'utf8')).toContain('received fast shutdown request')
})

test('a command that is interrupted leaves no PostgreSQL behind', async () => {
  const place = await newPlace()
  const command = run(place, 'migrate')
  await expect.poll(() => postmasterPid(place).catch(() => 0), { ...patience, interval: 5 }).toBeGreaterThan(0)
  command.child.kill('SIGINT')
  expect(await command.closed).toBe(1)
  expect(command.said).toEqual({ out: '', err: 'vigie: stopped before it was done\n' })
  expect(await readPostmaster(clusterFiles(place.dataDirectory))).toBeUndefined()
})

test.each([
  ['source', 'list'],
  ['source', 'rotate', 'shop'],
  ['token', 'list'],
  ['customer', 'erase', 'ada@example.com'],
])('%s %s where no Vigie is says so and makes nothing', async (...args) => {
  const { dataDirectory, ...place } = await newPlace()
  const mistyped = join(dataDirectory, 'typo')
  const command = run({ ...place, dataDirectory, env: { ...place.env, VIGIE_DATA_DIR: mistyped } }, ...args)
  expect(await command.closed).toBe(1)
  expect(command.said).toEqual({
    out: '',
    err: `vigie: No Vigie is in ${mistyped}; start it first (npm start), or set VIGIE_DATA_DIR to where it is.\n`,
  })
  expect(await readdir(dataDirectory)).toEqual([])
})

test.each([
  [{ VIGIE_PORT: '0' }, [], /VIGIE_PORT=0/],
  [{ PORT: '4123', VIGIE_PORT: '4123' }, [], /VIGIE_PORT.*PORT.*both 4123/],
  [{}, ['--host', ''], /--host.*must be an address to listen on/],
])('%o %o is refused before anything is made', async (variables, options, says) => {
  const place = await newPlace()
  const vigie = run({ ...place, env: { ...place.env, ...variables } }, 'start', ...options)
  expect(await vigie.closed).toBe(1)
  expect(vigie.said.err).toMatch(says)
  expect(await readdir(place.dataDirectory)).toEqual([])
})

test('doctor says what it cannot know, and no raw error, where no data directory can be', async () => {
  const place = await newPlace()
  const doctor = run({ ...place, env: { ...place.env, VIGIE_DATA_DIR: '/proc/none/vigie' } }, 'doctor')
  expect(await doctor.closed).toBe(1)
  expect(doctor.said.out).toMatch(/FAIL {2}disk +not known/)
  expect(doctor.said.out).toMatch(/FAIL {2}PostgreSQL +not known/)
  expect(doctor.said.out).not.toMatch(/ENOENT|statfs/)
})

test('doctor does not take the servers of a start that is under way for strangers at its ports', async () => {
  const place = await newPlace()
  await using lock = new AsyncDisposableStack()
  const { release } = await acquireLock(place.dataDirectory, 'start')
  lock.defer(release)
  const stranger = createServer().listen(Number(place.env.VIGIE_PORT), '127.0.0.1')
  lock.defer(() => void stranger.close())
  const doctor = run(place, 'doctor')
  await doctor.closed
  expect(doctor.said.out).toContain(`ok    event server    being started by vigie start, process ${process.pid}\n`)
  expect(doctor.said.out).toContain(`ok    web app         being started by vigie start, process ${process.pid}\n`)
})

test('Ctrl-C that arrives twice within one press still drains', async () => {
  const place = await usedPlace()
  const vigie = await start(place)
  vigie.child.kill('SIGINT')
  vigie.child.kill('SIGINT')
  expect(await vigie.closed).toBe(0)
  expect(await readFile(join(place.dataDirectory, 'postgres.log'), 'utf8')).toContain('received fast shutdown request')
})

test('a second start on the same data directory says who holds it and changes nothing', async () => {
  const place = await usedPlace()
  const vigie = await start(place)
  const second = run(place, 'start', '--no-web')
  expect(await second.closed).toBe(1)
  expect(second.said.err).toMatch(new RegExp(`already runs on .*process ${vigie.pid}`))
  expect(await isReady(vigie.eventServerUrl)).toBe(true)
})

test('a port in use is named with who uses it, and nothing is left running', async () => {
  const place = await newPlace()
  const other = createServer().listen(Number(place.env['VIGIE_PORT']), '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => {
    other.close()
  })
  const vigie = run(place, 'start', '--no-web')
  expect(await vigie.closed).toBe(1)
  expect(vigie.said.err).toMatch(
    new RegExp(`Port ${place.env['VIGIE_PORT']}.* in use by process ${process.pid}.*VIGIE_PORT=`),
  )
  expect(await readPostmaster(clusterFiles(place.dataDirectory))).toBeUndefined()
})

test('a data directory that cannot be one is refused with what to do', async () => {
  const place = await newPlace()
  const file = join(place.dataDirectory, 'file')
  await writeFile(file, '')
  const vigie = run({ ...place, env: { ...place.env, VIGIE_DATA_DIR: file } }, 'start', '--no-web')
  expect(await vigie.closed).toBe(1)
  expect(vigie.said.err).toMatch(/is not a directory.*VIGIE_DATA_DIR/)
})

test('a data directory where nothing can be made is refused, and not tried for ever', async () => {
  const place = await newPlace()
  const vigie = run({ ...place, env: { ...place.env, VIGIE_DATA_DIR: '/proc/none/vigie' } }, 'start', '--no-web')
  expect(await vigie.closed).toBe(1)
  expect(vigie.said.err).toMatch(/\/proc\/none\/vigie cannot be made.*VIGIE_DATA_DIR/)
})

test('a data directory of another PostgreSQL version is refused before it is touched', async () => {
  const place = await usedPlace()
  const first = await start(place)
  first.child.kill('SIGTERM')
  await first.closed
  await writeFile(join(place.dataDirectory, 'postgres', 'PG_VERSION'), '17\n')
  const vigie = run(place, 'start', '--no-web')
  expect(await vigie.closed).toBe(1)
  expect(vigie.said.err).toMatch(/made by PostgreSQL 17/)
})

test('a start with a secret that opens no source says so on one line, and runs', async () => {
  const place = await usedPlace()
  expect(await run(place, 'source', 'create', 'shop').closed).toBe(0)
  const vigie = await start({ ...place, env: { ...place.env, VIGIE_SECRET: 'w'.repeat(32) } })
  expect(await isReady(vigie.eventServerUrl)).toBe(true)
  const warnings = vigie.said.err.split('\n').filter((line) => line.startsWith('vigie: '))
  expect(warnings).toEqual([expect.stringMatching(/^vigie: VIGIE_SECRET is not what .* doors are shut: shop\. /)])
})

test('the event server is started again after SIGKILL', async () => {
  const place = await usedPlace()
  const vigie = await start(place)
  const killed = await eventServerPid(vigie.pid)
  process.kill(killed, 'SIGKILL')
  await expect.poll(() => eventServerPid(vigie.pid).catch(() => killed), patience).not.toBe(killed)
  await expect.poll(() => isReady(vigie.eventServerUrl), patience).toBe(true)
  expect(vigie.said.err).toContain('the event server ended (SIGKILL)')
})

test('an event server that cannot be started again ends Vigie in order, PostgreSQL with it', async () => {
  const place = await usedPlace()
  const vigie = await start(place)
  const pids = [await postmasterPid(place), await eventServerPid(vigie.pid)]
  const log = join(place.dataDirectory, 'logs', 'event-server.log')
  await rm(log)
  await mkdir(log)
  process.kill(await eventServerPid(vigie.pid), 'SIGKILL')
  expect(await vigie.closed).toBe(1)
  expect(vigie.said.err).toContain('The event server ended and cannot be started again: EISDIR')
  expect(pids.filter(isAlive)).toEqual([])
  expect(await readFile(join(place.dataDirectory, 'postgres.log'), 'utf8')).toContain('received fast shutdown request')
})

test('PostgreSQL is started again after SIGKILL, where the event server finds it', async () => {
  const place = await usedPlace()
  const vigie = await start(place)
  const killed = await postmasterPid(place)
  process.kill(killed, 'SIGKILL')
  await expect.poll(() => postmasterPid(place).catch(() => killed), patience).not.toBe(killed)
  await expect.poll(() => isReady(vigie.eventServerUrl), patience).toBe(true)
})

test('when the supervisor is killed the event server ends, and the next start takes PostgreSQL over', async () => {
  const place = await usedPlace()
  const vigie = await start(place)
  const [eventServer, orphan] = [await eventServerPid(vigie.pid), await postmasterPid(place)]
  vigie.child.kill('SIGKILL')
  await vi.waitFor(async () => expect(await processStart(eventServer)).toBeUndefined(), patience)
  expect(isAlive(orphan)).toBe(true)
  const next = await start(place)
  expect(await processStart(orphan)).toBeUndefined()
  expect(await isReady(next.eventServerUrl)).toBe(true)
})

test('a number that a loss of power left in postmaster.pid is no hindrance, whoever has it now', async () => {
  const place = await usedPlace()
  const { cluster } = clusterFiles(place.dataDirectory)
  const { uid, gid } = await stat(cluster)
  const other = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' })
  place.children.push(other)
  await once(other, 'spawn')
  await writeFile(join(cluster, 'postmaster.pid'), `${other.pid}\n${cluster}\n`)
  const postgres = await startEmbedded({ dataDirectory: place.dataDirectory })
  await postgres.stop()
  expect(other.exitCode).toBeNull()
})

/** Takes back what a newer Vigie has done to the schema, as far as anybody notes it. @returns the migration's name. */
async function makeOlder(place: Place): Promise<string> {
  const postgres = await startEmbedded({ dataDirectory: place.dataDirectory })
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  try {
    const { rows } = await client.query<{ migration_name: string }>(
      `delete from _prisma_migrations where migration_name = (select max(migration_name) from _prisma_migrations)
       returning migration_name`,
    )
    return rows[0]?.migration_name ?? ''
  } finally {
    await client.end()
    await postgres.stop()
  }
}

test('a command leaves the schema of an older database as it is, and says what to run', async () => {
  const place = await usedPlace()
  const missing = await makeOlder(place)
  const list = run(place, 'source', 'list')
  expect(await list.closed).toBe(1)
  expect(list.said).toEqual({ out: '', err: `vigie: The database lacks ${missing}. Run: npm run vigie -- migrate\n` })
  const doctor = run(place, 'doctor')
  await doctor.closed
  expect(doctor.said.out).toMatch(new RegExp(`^ok +migrations +applied at the next start: ${missing}$`, 'm'))
})

test('every command prints one JSON object with --json', async () => {
  const place = await usedPlace()
  await start(place)
  for (const args of [['source', 'create', 'shop'], ['source', 'list'], ['migrate'], ['doctor']]) {
    const command = run(place, ...args, '--json')
    await command.closed
    expect(command.said.err).toBe('')
    expect(command.child.exitCode).toBe(0)
    expect(JSON.parse(command.said.out)).toBeTypeOf('object')
  }
})
