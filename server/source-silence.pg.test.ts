import { afterAll, beforeEach, expect, test } from 'vitest'
import { createSourceSchema } from '#contract/api.ts'
import { eventCatalogue } from '#contract/event.ts'
import { SilenceWatch } from './actions/silence-watch.ts'
import { createPrisma } from './db/prisma.ts'
import { transaction } from './db/transaction.ts'
import { FeedPoller } from './ingest/feeds/feed-poller.ts'
import { SecretBox } from './ingest/secrets.ts'
import { changeSource, createSource } from './ingest/sources.ts'
import { createCheckpoint, lockCheckpoint, moveCheckpoint } from './projections/checkpoint.ts'
import { countersProjection } from './projections/counters.ts'
import { readSourceSilence, silenceId } from './projections/source-silence.ts'
import { BusinessTime } from './runtime/business-time.ts'
import { CalendarServer, calendarText } from './testing/calendar-server.ts'
import { captureState } from './testing/captures.ts'
import { testDatabase } from './testing/database.ts'
import { newEvent, openLog, silentLogger } from './testing/log-fixture.ts'
import { ManualTime } from './testing/manual-time.ts'
import { sourcesView } from './views/sources.ts'
import { wallView } from './views/wall.ts'

const { url } = await testDatabase()
const { pool, log, telemetry, close } = await openLog(url)
const prisma = createPrisma(url)
afterAll(async () => {
  await prisma.$disconnect()
  await close()
})
const store = { prisma, box: new SecretBox('an installation secret') }
const time = new BusinessTime('Europe/Paris')
const projection = countersProjection(time)
const minute = 60_000
let clock: ManualTime
let from = 0n
let sent = 0

/** Every test begins with nothing but one source, which may be silent for 60 s. */
beforeEach(async () => {
  clock = new ManualTime(Date.now())
  await transaction(pool, { durable: false }, async (tx) => {
    await projection.reset(tx)
    await tx.query('truncate sources, captures, event_keys')
    await createCheckpoint(tx, projection.name)
    from = await log.head()
    await moveCheckpoint(tx, projection.name, from)
  })
  await createSource(store, createSourceSchema.parse({ slug: 'shop', name: 'The shop', silenceSeconds: 60 }))
  // By the clock of the test, however long it took until here.
  await pool.query('update sources set created_at = $1', [new Date(clock.now())])
})

function watch(): SilenceWatch {
  const read = () => readSourceSilence(pool)
  const append = (events: Parameters<typeof log.append>[0]) => log.append(events)
  return new SilenceWatch({ read, append, idOf: silenceId, telemetry, clock, logger: silentLogger })
}

async function project(): Promise<void> {
  await transaction(pool, { durable: false }, async (tx) => {
    const events = await log.read({ after: await lockCheckpoint(tx, projection.name), limit: 1000 })
    const last = events.at(-1)
    if (!last) return
    await projection.apply(events, tx)
    await moveCheckpoint(tx, projection.name, last.position)
  })
}

/** The shop sends one event now. */
async function speak(): Promise<void> {
  await log.append([newEvent({ id: `${++sent}`, receivedAt: clock.now(), occurredAt: clock.now() })])
  await project()
}

async function look(by: SilenceWatch, afterMs = 0): Promise<void> {
  await clock.pass(afterMs)
  await by.check()
  await project()
}

/** What the server has said since the test began. */
async function told() {
  const events = await log.read({ after: from, limit: 1000 })
  return events.filter(({ source }) => source === 'vigie')
}
const types = async () => (await told()).map(({ type }) => type)

async function shopRow() {
  const reading = await sourcesView({ pool, clock, time }).read('sources')
  return reading?.rows['source:shop']
}

test('a source that is silent for longer than it may be is told once, however often it is looked at', async () => {
  const watching = watch()
  await look(watching)
  await speak()
  const heardAt = clock.now()
  await look(watching, minute)
  expect(await types()).toEqual([])
  await look(watching, 1)
  await look(watching, minute)
  const [event, ...more] = await told()
  expect(more).toEqual([])
  expect(event).toMatchObject({ type: 'source.silent', subject: 'source/shop', occurredAt: heardAt + minute })
  const data = eventCatalogue['source.silent'].parse(event?.data)
  const lastReceivedAt = new Date(heardAt).toISOString()
  expect(data).toEqual({ source: 'shop', name: 'The shop', lastReceivedAt, silenceSeconds: 60 })
  expect(await shopRow()).toMatchObject({ silentSince: heardAt, newest: { type: 'order.placed' } })
})

test('when it speaks again that is told once, and the next silence is a new one', async () => {
  const watching = watch()
  await look(watching)
  await look(watching, minute + 1000)
  await speak()
  await look(watching)
  await look(watching)
  expect(await types()).toEqual(['source.silent', 'source.heard'])
  expect(await shopRow()).toMatchObject({ silentSince: null })
  await look(watching, minute + 1)
  expect(await types()).toEqual(['source.silent', 'source.heard', 'source.silent'])
})

test('two servers tell a silence once, and one that has just started does not tell it again, nor miss its end', async () => {
  const [first, second] = [watch(), watch()]
  await look(first)
  await look(second)
  await clock.pass(minute + 1000)
  await Promise.all([first.check(), second.check()])
  const restarted = watch()
  await look(restarted)
  await look(restarted, minute)
  expect(await types()).toEqual(['source.silent'])
  await speak()
  await look(watch())
  expect(await types()).toEqual(['source.silent', 'source.heard'])
})

test('a source that has never sent anything is silent from its creation on', async () => {
  const watching = watch()
  await look(watching)
  await look(watching, minute - 1000)
  expect(await types()).toEqual([])
  await look(watching, 2000)
  expect((await told()).map(({ data }) => data)).toMatchObject([{ source: 'shop', lastReceivedAt: null }])
})

test('after a start, and after a pause, a sender gets a moment to come back', async () => {
  const watching = watch()
  await speak()
  await look(watching, 10 * minute)
  expect(await types()).toEqual([])
  await changeSource(store, 'shop', { enabled: false })
  await look(watching, 10 * minute)
  await changeSource(store, 'shop', { enabled: true })
  await look(watching)
  await look(watching, minute - 1)
  expect(await types()).toEqual([])
  await look(watching, 1)
  expect(await types()).toEqual(['source.silent'])
})

test('what is received and not yet folded is not held against anybody', async () => {
  const watching = watch()
  await look(watching)
  await speak()
  await clock.pass(minute + 1000)
  await log.append([newEvent({ id: `${++sent}`, receivedAt: clock.now(), occurredAt: clock.now() })])
  await look(watching)
  await look(watching)
  expect(await types()).toEqual([])
})

test('nobody is told about a source that may be silent for ever, a paused one, or the server’s own', async () => {
  await changeSource(store, 'shop', { silenceSeconds: null })
  await prisma.source.create({
    data: {
      slug: 'try-it',
      name: 'Try it',
      kind: 'bearer',
      mode: 'push',
      promiseSeconds: 9,
      secretSealed: Buffer.of(1),
    },
  })
  const watching = watch()
  await look(watching)
  await look(watching, 90 * 24 * 60 * minute)
  expect(await types()).toEqual([])
})

test('each look says which sources are silent, and a pause ends it', async () => {
  const said: unknown[] = []
  const stop = telemetry.on('source.watched', (event) => said.push(event))
  const watching = watch()
  await look(watching)
  await look(watching, minute + 1000)
  await look(watching)
  await changeSource(store, 'shop', { enabled: false })
  await look(watching)
  stop()
  const silent = [false, true, true, false]
  expect(said).toEqual(silent.map((isSilent) => ({ source: 'shop', isSilent })))
})

test('what the server says counts on the wall, and is no source there', async () => {
  const watching = watch()
  await look(watching)
  await look(watching, minute + 1000)
  const wall = await wallView({ pool, clock, time, company: 'Armor' }).read('wall')
  expect(Object.keys(wall?.rows ?? {})).not.toContain('source:vigie')
  expect(wall?.rows.total).toMatchObject({ storedToday: 1 })
  expect(Object.values(wall?.rows ?? {})).toContainEqual(
    expect.objectContaining({ type: 'source.silent', facts: { title: 'The shop' } }),
  )
})

test('a calendar that has failed, is read again unchanged and fails anew is silent twice', async () => {
  await using server = await CalendarServer.open()
  Object.assign(server, { text: calendarText(), etag: '"one"' })
  await changeSource(store, 'shop', { silenceSeconds: null })
  await createSource(
    { ...store, feedHosts: [server.host] },
    createSourceSchema.parse({ slug: 'diary', kind: 'ics', secret: server.url, silenceSeconds: 600 }),
  )
  const named = [server.host]
  const poller = new FeedPoller({ ...store, pool, log, timeZone: 'UTC', named, clock, logger: silentLogger })
  const watching = watch()
  const readAnd = async (answer: Partial<CalendarServer>) => {
    Object.assign(server, answer)
    await clock.pass(11 * minute)
    await poller.poll()
    await project()
    await look(watching)
  }
  await poller.poll()
  await look(watching)
  await readAnd({ status: 500, etag: null })
  expect(await types()).toEqual(['source.silent'])
  await readAnd({ status: 200, etag: '"one"' })
  await readAnd({ etag: '"one"' })
  expect(await types()).toEqual(['source.silent', 'source.heard'])
  await readAnd({ status: 500, etag: null })
  await readAnd({})
  expect(await types()).toEqual(['source.silent', 'source.heard', 'source.silent'])
})

/** The shop is a database, and everything committed in it until now is in the log. */
async function know(): Promise<void> {
  const state = JSON.stringify(captureState({ asOf: clock.now() }))
  await pool.query(
    `insert into captures (source, state, as_of, updated_at) values ('shop', $1, to_timestamp($2::float8 / 1000), now())
     on conflict (source) do update set state = excluded.state, as_of = excluded.as_of`,
    [state, clock.now()],
  )
}

async function sendCanary(): Promise<void> {
  const at = { receivedAt: clock.now(), occurredAt: clock.now() }
  await log.append([newEvent({ id: `${++sent}`, type: 'source.canary', synthetic: true, ...at })])
  await project()
}

test('a captured database in which nothing changes is not silent', async () => {
  const watching = watch()
  await speak()
  await look(watching)
  await clock.pass(10 * minute)
  await know()
  await look(watching)
  expect(await types()).toEqual([])
  expect(await shopRow()).toMatchObject({ silentSince: null, capture: { asOf: clock.now() } })
})

test('a captured database is silent once it is not known for so long what is in it, and heard when it is again', async () => {
  const watching = watch()
  await know()
  await sendCanary()
  await look(watching)
  const knownAt = clock.now()
  await look(watching, minute + 1)
  await look(watching, minute)
  expect(await types()).toEqual(['source.silent'])
  expect(await shopRow()).toMatchObject({ silentSince: knownAt })
  await know()
  await sendCanary()
  await look(watching)
  expect(await types()).toEqual(['source.silent', 'source.heard'])
  await look(watching, minute + 1)
  expect(await types()).toEqual(['source.silent', 'source.heard', 'source.silent'])
})

test('a captured source shows its newest canary, and when one was last handed to a subscriber', async () => {
  expect(await shopRow()).toMatchObject({ capture: null })
  await know()
  expect(await shopRow()).toMatchObject({ capture: { canary: null } })
  await sendCanary()
  expect(await shopRow()).toMatchObject({
    capture: { canary: { sentAt: clock.now(), seenAt: null, roundTripMs: null } },
  })
  const seen = captureState({ canary: { sentAt: 1, seenAt: 31, roundTripMs: 30 } })
  await pool.query('update captures set state = $1', [JSON.stringify(seen)])
  expect(await shopRow()).toMatchObject({ capture: { canary: { sentAt: clock.now(), seenAt: 31, roundTripMs: 30 } } })
})

test('the wall says until when a captured database is known', async () => {
  await know()
  const wall = await wallView({ pool, clock, time, company: 'Armor' }).read('wall')
  expect(wall?.rows['source:shop']).toMatchObject({ asOf: clock.now(), lastReceivedAt: null })
})
