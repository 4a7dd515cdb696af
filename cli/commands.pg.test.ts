import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import * as z from 'zod'
import { quarantinePageSchema } from '#contract/quarantine.ts'
import { createCheckpoint } from '#server/projections/checkpoint.ts'
import { keyIdOf } from '#server/projections/identity/key-id.ts'
import { setAside } from '#server/projections/set-aside.ts'
import { fromTerminal, readAudit } from '#server/testing/audit-entries.ts'
import { emptyDatabase, testDatabase } from '#server/testing/database.ts'
import { startEventServer } from '#server/testing/event-server.ts'
import { newEvent, openLog, silentLogger } from '#server/testing/log-fixture.ts'
import type { Left } from './testing/in-process.ts'
import { vigieInProcess } from './testing/in-process.ts'

const run = promisify(execFile)
const program = fileURLToPath(new URL('./vigie.ts', import.meta.url))
const secretSchema = z.object({ slug: z.string(), door: z.url(), secret: z.string().startsWith('whsec_') })
const { url } = await testDatabase()
const own = { DATABASE_URL: url, VIGIE_SECRET: 'x'.repeat(32), VIGIE_DATA_DIR: '/nonexistent/vigie' }

async function vigie(...args: string[]): Promise<Left> {
  return vigieWith({}, ...args)
}

async function vigieWith(variables: Readonly<Record<string, string>>, ...args: string[]) {
  return vigieInProcess({ ...own, ...variables }, args)
}

test('the program says what is asked for and exits 0, and says what is wrong and exits 1', async () => {
  const env = { ...process.env, ...own }
  const { stdout, stderr } = await run(process.execPath, [program, 'source', 'create', 'shopfront', '--json'], { env })
  expect(secretSchema.parse(JSON.parse(stdout))).toMatchObject({ slug: 'shopfront' })
  expect(stderr).toBe('')
  const refused = run(process.execPath, [program, 'source', 'rotate', 'nobody'], { env })
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'vigie: there is no source named nobody\n',
  })
})

test('source rotate prints a new secret, this once, and how long the old one is accepted', async () => {
  const created = secretSchema.parse(JSON.parse((await vigie('source', 'create', 'shop', '--json')).out))
  const rotated = await vigie('source', 'rotate', 'shop', '--overlap', '2', '--json')
  expect(rotated).toMatchObject({ code: 0, err: '' })
  const said = secretSchema.extend({ overlapHours: z.number() }).parse(JSON.parse(rotated.out))
  expect(said).toMatchObject({ slug: 'shop', door: created.door, overlapHours: 2 })
  expect(said.secret).not.toBe(created.secret)
})

test('source rotate takes the secret that a provider assigned', async () => {
  await vigie('source', 'create', 'assigned')
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
  const { out } = await vigie('source', 'rotate', 'assigned', '--secret', secret, '--overlap', '0')
  expect(out).toContain(`Secret  ${secret}`)
  expect(out).toContain('the old one is refused from then on')
})

test('whatever a command has changed is in the audit: who, what, to what, and never a value or a secret', async () => {
  const secret = `whsec_${Buffer.alloc(24, 9).toString('base64')}`
  await vigie('source', 'create', 'audited', '--name', 'Kept name', '--secret', secret)
  await vigie('source', 'change', 'audited', '--rate', '77')
  await vigie('source', 'rotate', 'audited')
  await vigie('source', 'pause', 'audited')
  await vigie('projection', 'rebuild', 'counters')
  // Neither a refused command nor one that only reads has changed anything.
  await vigie('source', 'change', 'nobody', '--rate', '77')
  await vigie('source', 'list')
  const rows = await readAudit(url, 'audited', 'counters', 'nobody')
  expect(rows).toEqual([
    { ...fromTerminal, action: 'source.create', subject: 'audited', members: ['slug', 'kind', 'secret', 'name'] },
    { ...fromTerminal, action: 'source.change', subject: 'audited', members: ['ratePerMinute'] },
    { ...fromTerminal, action: 'source.rotate', subject: 'audited', members: [] },
    { ...fromTerminal, action: 'source.change', subject: 'audited', members: ['enabled'] },
    { ...fromTerminal, action: 'projection.rebuild', subject: 'counters', members: [] },
  ])
})

test('a database that lacks many migrations is said to lack their number, by a command and by doctor', async () => {
  const { url: databaseUrl } = await emptyDatabase()
  const list = await vigieWith({ DATABASE_URL: databaseUrl }, 'source', 'list')
  expect(list.err).toMatch(/^vigie: The database lacks \d+ migrations\. Run: npm run vigie -- migrate\n$/)
  const doctor = await vigieWith({ DATABASE_URL: databaseUrl }, 'doctor')
  expect(doctor.out).toMatch(/^ok +migrations +applied at the next start: \d+ migrations$/m)
})

test('migrate and customer erase are in the audit, which says which customer and not who that is', async () => {
  const { url: databaseUrl } = await emptyDatabase()
  const on = { DATABASE_URL: databaseUrl }
  const migrated = await vigieWith(on, 'migrate', '--json')
  const { applied } = z.object({ applied: z.array(z.string()) }).parse(JSON.parse(migrated.out))
  const key = keyIdOf({ kind: 'email', value: 'anna@example.com' })
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  onTestFinished(() => client.end())
  await client.query(
    `insert into customer_keys (key_id, kind, value, customer_id, shared, uses, first_seen, last_seen)
     values ($1, 'email', 'anna@example.com', $1, false, 1, now(), now())`,
    [key],
  )
  const erased = await vigieWith(on, 'customer', 'erase', 'anna@example.com', '--yes')
  expect(erased).toMatchObject({ code: 0, err: '' })
  expect(await readAudit(databaseUrl)).toEqual([
    { ...fromTerminal, action: 'schema.migrate', subject: applied.at(-1), members: [] },
    { ...fromTerminal, action: 'customer.erase', subject: key, members: [] },
  ])
})

test('source create takes a silence and a rate, and says what is wrong with them', async () => {
  const args = ['source', 'create', 'watched', '--silence', '3600', '--rate', '120', '--promise', '60', '--json']
  const created: unknown = JSON.parse((await vigie(...args)).out)
  expect(created).toMatchObject({ silenceSeconds: 3600, ratePerMinute: 120, promiseSeconds: 60 })
  const unwatched = await vigie('source', 'create', 'unwatched', '--silence', 'never', '--json')
  expect(JSON.parse(unwatched.out)).toMatchObject({ silenceSeconds: null })
  const refused = await vigie('source', 'create', 'wrong', '--silence', '5', '--rate', 'many')
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toMatch(/^vigie: .*silenceSeconds: .*ratePerMinute: .*\n$/)
})

test('source create of a site says the line for its pages', async () => {
  const { out } = await vigie('source', 'create', 'followed', '--kind', 'tracking')
  expect(out).toMatch(/<script defer src="http:\/\/[^"]+\/vigie\.js" data-key="[0-9a-f-]{36}"><\/script>/)
  expect(out).not.toMatch(/shown this once|signed/)
})

test('source change changes what is said and nothing else', async () => {
  await vigie('source', 'create', 'moved', '--kind', 'hmac', '--config', '{"header":"x-sign"}', '--rate', '120')
  const settings = ['--name', 'Moved shop', '--mode', 'poll', '--promise', '900', '--silence', 'never', '--json']
  const changed = await vigie('source', 'change', 'moved', ...settings)
  const kept = { kind: 'hmac', config: { header: 'x-sign' }, ratePerMinute: 120 }
  const said = { name: 'Moved shop', mode: 'poll', promiseSeconds: 900, silenceSeconds: null }
  expect(JSON.parse(changed.out)).toMatchObject({ ...kept, ...said })
  const wrong = await vigie('source', 'change', 'moved', '--mode', 'pull', '--rate', 'many')
  expect(wrong).toMatchObject({ code: 1, out: '' })
  expect(wrong.err).toMatch(/^vigie: .*mode: must be one of push, poll, micro-batch; ratePerMinute: .*\n$/)
  expect((await vigie('source', 'change', 'moved')).err).toMatch(/^vigie: Say what is to change.*\n$/)
  expect((await vigie('source', 'change', 'nobody', '--rate', '5')).err).toContain('no source named nobody')
})

test('nobody but the server changes or rotates a source of its own', async () => {
  for (const args of [['change', '--rate', '5'], ['rotate'], ['pause']]) {
    const [verb = '', ...options] = args
    expect((await vigie('source', verb, 'try-it', ...options)).err).toMatch(/the server’s own/)
  }
})

test('source pause and resume change the state that source list shows', async () => {
  await vigie('source', 'create', 'till')
  const paused = await vigie('source', 'pause', 'till', '--json')
  expect(JSON.parse(paused.out)).toMatchObject({ slug: 'till', enabled: false })
  expect((await vigie('source', 'list')).out).toMatch(/^till +standard-webhooks +paused +\/v1\/webhooks\/till$/m)
  expect(JSON.parse((await vigie('source', 'resume', 'till', '--json')).out)).toMatchObject({ enabled: true })
  expect((await vigie('source', 'pause', 'try-it')).err).toMatch(/the server’s own/)
})

test('a secret from the environment does as well as --secret, and --secret wins over it', async () => {
  const secretOf = (fill: number) => `whsec_${Buffer.alloc(24, fill).toString('base64')}`
  const [first, second] = [secretOf(1), secretOf(2)]
  const variables = { VIGIE_SOURCE_SECRET: first }
  expect((await vigieWith(variables, 'source', 'create', 'quiet')).out).toContain(`Secret  ${first}`)
  const rotated = await vigieWith(variables, 'source', 'rotate', 'quiet', '--secret', second)
  expect(rotated.out).toContain(`Secret  ${second}`)
  const refused = await vigieWith({ VIGIE_SOURCE_SECRET: 'hunter2' }, 'source', 'create', 'loud')
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toMatch(/^vigie: the secret must be whsec_.*\n$/)
  const left = { VIGIE_SOURCE_SECRET: 'postgresql://user:hunter2@host/erp' }
  const mistaken = await vigieWith(left, 'source', 'create', 'loud', '--kind', 'github')
  expect(mistaken).toMatchObject({ code: 1, out: '' })
  expect(mistaken.err).toMatch(/^vigie: the secret is a connection string of a database.* VIGIE_SOURCE_SECRET .*\n$/)
  expect((await vigie('source', 'create', '--help')).out).toContain('VIGIE_SOURCE_SECRET')
})

test('replay says on one line that the secret is another', async () => {
  await vigie('source', 'create', 'sealed')
  const file = fileURLToPath(new URL('../package.json', import.meta.url))
  const replay = ['replay', file, '--format', 'online-retail', '--source', 'sealed']
  const { code, err } = await vigieWith({ VIGIE_SECRET: 'y'.repeat(32) }, ...replay)
  expect(code).toBe(1)
  expect(err).toMatch(/^vigie: VIGIE_SECRET is not the secret of this database: .*\n$/)
})

test('a line that replay cannot read goes to the quarantine as it is, and the others go on', async () => {
  await vigie('source', 'create', 'web', '--json')
  const vigieSecret = 'x'.repeat(32)
  const config = { databaseUrl: url, host: '127.0.0.1', port: 0, vigieSecret, publicUrl: null, demo: false }
  const server = await startEventServer({ ...config, logger: silentLogger })
  onTestFinished(() => server.stop())
  const folder = await mkdtemp(join(tmpdir(), 'vigie-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const line = (path: string) =>
    `192.0.2.7 - - [17/May/2015:10:05:03 +0200] "GET ${path} HTTP/1.1" 200 10 "-" "Mozilla/5.0"`
  await writeFile(join(folder, 'access.log'), [line('/a'), '192.0.2.7 - - [17/May/2015 cut', line('/b')].join('\n'))

  const args = ['replay', join(folder, 'access.log'), '--format', 'access-log', '--source', 'web', '--url', server.url]
  const { out } = await vigie(...args, '--backfill', '--json')
  expect(JSON.parse(out)).toMatchObject({ stored: 2 })
  const page = quarantinePageSchema.parse(await (await fetch(`${server.url}/v1/quarantine?source=web`)).json())
  expect(page.requests).toMatchObject([{ source: 'web', stage: 'schema', state: 'open' }])
  const kept = await fetch(`${server.url}/v1/quarantine/${page.requests[0]?.id}`)
  expect(await kept.text()).toContain('[17/May/2015 cut')
})

test('source rotate says what is wrong with what it was given, on one line', async () => {
  const unknown = await vigie('source', 'rotate', 'nobody', '--json')
  expect(unknown).toMatchObject({ code: 1, out: '', err: 'vigie: there is no source named nobody\n' })
  const endless = await vigie('source', 'rotate', 'nobody', '--overlap', 'for ever')
  expect(endless).toMatchObject({ code: 1, out: '' })
  expect(endless.err).toMatch(/^vigie: Say --overlap in hours.*\n$/)
})

test('projection retry takes what can be taken now, and fails by what cannot', async () => {
  const { log, pool, close } = await openLog(url)
  onTestFinished(close)
  await createCheckpoint(pool, 'counters')
  await log.append([newEvent({ id: 'set-aside' })])
  const position = await log.head()
  for (const at of [position, position + 1n]) {
    await setAside(pool, { projection: 'counters', position: at, error: new Error('not yet') })
  }
  const retried = await vigie('projection', 'retry', 'counters', '--json')
  expect(retried).toMatchObject({ code: 1, err: '' })
  const error = 'the event is no longer in the log: its partition was dropped'
  const kept = [{ position: (position + 1n).toString(), error }]
  expect(JSON.parse(retried.out)).toEqual({ projection: 'counters', taken: 1, kept })
  const { rows } = await pool.query('select position, attempts from set_aside_events')
  expect(rows).toEqual([{ position: (position + 1n).toString(), attempts: 2 }])

  await pool.query('delete from set_aside_events')
  const nothing = await vigie('projection', 'retry', 'counters')
  expect(nothing).toEqual({ code: 0, out: 'counters has set no event aside.\n', err: '' })
  const entry = { ...fromTerminal, action: 'projection.retry', subject: 'counters', members: [] }
  const audit = await readAudit(url, 'counters')
  expect(audit.filter(({ action }) => action === 'projection.retry')).toEqual([entry, entry])
})

test('projection retry of a projection that does not exist names those that do', async () => {
  expect(await vigie('projection', 'retry', 'nothing')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/There is no projection nothing. There are: counters/),
  })
})
