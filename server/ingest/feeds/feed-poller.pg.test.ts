import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createPrisma } from '../../db/prisma.ts'
import { CalendarServer, calendarText } from '../../testing/calendar-server.ts'
import { testDatabase } from '../../testing/database.ts'
import { openLog, silentLogger } from '../../testing/log-fixture.ts'
import { ManualTime } from '../../testing/manual-time.ts'
import { SecretBox } from '../secrets.ts'
import { createSource, rotateSource } from '../sources.ts'
import { FeedPoller } from './feed-poller.ts'
import { maxFeedBytes } from './fetch-feed.ts'

const { url } = await testDatabase()
const { pool, log, close } = await openLog(url)
afterAll(close)
const prisma = createPrisma(url, silentLogger)
afterAll(() => prisma.$disconnect())
const server = await CalendarServer.open()
afterAll(() => server[Symbol.asyncDispose]())
const box = new SecretBox('a secret of this test')

/** 2026-11-23 12:00 UTC. */
let time: ManualTime
let source = ''
let count = 0

beforeEach(async () => {
  time = new ManualTime()
  Object.assign(server, { text: '', etag: null, status: 200, location: null })
  server.asked.length = 0
  await pool.query('truncate sources, feeds, feed_meetings')
  source = `calendar-${(count += 1)}`
  await create(server.url)
})

async function create(secret: string, feedHosts = [server.host]): Promise<void> {
  const config = { intervalSeconds: 120, ownDomains: 'brisemer.example' }
  const shared = { mode: 'push', promiseSeconds: 300, silenceSeconds: null, ratePerMinute: 60 } as const
  await createSource({ prisma, box, feedHosts }, { slug: source, kind: 'ics', secret, config, ...shared })
}

/** As after a start of the server. */
function newPoller(named: readonly string[] = [server.host]): FeedPoller {
  return new FeedPoller({ pool, box, log, timeZone: 'Europe/Paris', named, clock: time, logger: silentLogger })
}

async function pollAfter(ms = 120_000): Promise<void> {
  await time.pass(ms)
  await newPoller().poll()
}

async function told(): Promise<string[]> {
  const { rows } = await pool.query<{
    type: string
    data: { startsAt: string; attendees: unknown[] }
    backfill: boolean
  }>('select type, data, backfill from events where source = $1 and not synthetic order by position', [source])
  return rows.map(
    ({ type, data, backfill }) =>
      `${type.slice('meeting.'.length)} ${data.startsAt.slice(0, 16)}${backfill ? ' history' : ''} ${data.attendees.length}`,
  )
}

async function feed(): Promise<{ problem: string | null; next_in: number; meetings: number; refused: unknown }> {
  const { rows } = await pool.query<{ problem: string | null; next_at: Date; meetings: number; refused: unknown }>(
    'select problem, next_at, meetings, refused from feeds where source = $1',
    [source],
  )
  const [row] = rows
  if (!row) throw new Error('the feed was never looked at')
  return { ...row, next_in: (row.next_at.getTime() - time.now()) / 1000 }
}

const buyer = 'ATTENDEE;CN=Buyer:mailto:buyer@bacs.example'
function meeting(start: string, ...lines: string[]): string[] {
  return ['UID:m1', `DTSTART:${start}`, 'SUMMARY:Winter order', buyer, 'ATTENDEE:mailto:us@brisemer.example', ...lines]
}

describe('a calendar', () => {
  test('is told once; one that has not changed tells nothing, however often it is read and whoever reads it', async () => {
    server.text = calendarText(meeting('20261124T090000Z'))
    await Promise.all([newPoller().poll(), newPoller().poll()])
    await pollAfter()
    server.text = server.text.replace('UID:m1', 'DTSTAMP:20261123T120500Z\r\nUID:m1')
    await pollAfter()
    expect(await told()).toEqual(['scheduled 2026-11-24T09:00 1'])
    expect(server.asked).toHaveLength(3)
  })

  test('is asked for with what it said of its version, at its interval', async () => {
    server.text = calendarText(meeting('20261124T090000Z'))
    server.etag = '"one"'
    await newPoller().poll()
    await pollAfter(119_000)
    expect(server.asked).toHaveLength(1)
    await pollAfter(1000)
    expect(server.asked.map((headers) => headers['if-none-match'])).toEqual([undefined, '"one"'])
    const { rows } = await pool.query('select mode, read_at from feeds join sources on slug = source')
    expect(rows).toEqual([{ mode: 'micro-batch', read_at: new Date(time.now()) }])
  })

  test('tells what is moved, moved back, called off, or left out, and what is back again', async () => {
    const texts = [
      calendarText(meeting('20261124T090000Z')),
      calendarText(meeting('20261124T100000Z')),
      calendarText(meeting('20261124T090000Z')),
      calendarText(meeting('20261124T090000Z', 'STATUS:CANCELLED')),
      calendarText(meeting('20261124T110000Z')),
      calendarText(),
      calendarText(meeting('20261124T110000Z')),
    ]
    for (const text of texts) {
      server.text = text
      await pollAfter()
    }
    expect(await told()).toEqual([
      'scheduled 2026-11-24T09:00 1',
      'scheduled 2026-11-24T10:00 1',
      'scheduled 2026-11-24T09:00 1',
      'cancelled 2026-11-24T09:00 1',
      'scheduled 2026-11-24T11:00 1',
      'cancelled 2026-11-24T11:00 1',
      'scheduled 2026-11-24T11:00 1',
    ])
  })

  test('has a series told 30 days ahead, and further as time goes on; what is over is history', async () => {
    server.text = calendarText(meeting('20261103T090000Z', 'RRULE:FREQ=WEEKLY'))
    server.etag = '"one"'
    await newPoller().poll()
    const before = await told()
    expect(before.filter((line) => line.includes('history'))).toHaveLength(3)
    expect(before).toHaveLength(8)
    await pollAfter(7 * 86_400_000)
    expect((await told()).slice(before.length)).toEqual(['scheduled 2026-12-29T09:00 1'])
  })

  test('that a crash cut off after the log took it is told under the same ids', async () => {
    server.text = calendarText(meeting('20261124T090000Z'))
    await newPoller().poll()
    await pool.query('truncate feeds, feed_meetings')
    await newPoller().poll()
    expect(await told()).toHaveLength(1)
  })

  test('with an entry that cannot be read calls nothing of it off, and says so', async () => {
    server.text = calendarText(meeting('20261124T090000Z'))
    await newPoller().poll()
    server.text = calendarText(['UID:m1', 'DTSTART;TZID=Nowhere:20261124T090000'])
    await pollAfter()
    expect(await told()).toHaveLength(1)
    expect(await feed()).toMatchObject({
      problem: null,
      refused: [{ uid: 'm1', reason: 'the time zone "Nowhere" is neither defined in the file nor known' }],
    })
  })
})

describe('a calendar that cannot be read', () => {
  test.each([
    ['is answered 500', { status: 500 }, 'its server answered 500'],
    ['is no calendar', { text: '<html></html>' }, 'it is no calendar'],
    ['is too large', { text: 'x'.repeat(maxFeedBytes + 1) }, 'it is larger than 4 MiB'],
    ['leads into our network', { status: 302, location: 'https://169.254.169.254/latest' }, 'is not a public address'],
  ])('because it %s says why, and is tried again, more and more rarely', async (_what, answer, problem) => {
    Object.assign(server, answer)
    await newPoller().poll()
    const first = await feed()
    expect(first.problem).toContain(problem)
    expect(first.next_in).toBeLessThanOrEqual(15)
    for (let turn = 0; turn < 4; turn++) await pollAfter(900_000)
    expect((await feed()).next_in).toBeGreaterThan(100)
    Object.assign(server, { status: 200, text: calendarText(meeting('20261124T090000Z')) })
    await pollAfter(900_000)
    expect(await feed()).toMatchObject({ problem: null, meetings: 1, next_in: 120 })
  })

  test.each([
    ['http://127.0.0.1:9/x.ics', '127.0.0.1:9'],
    ['https://10.0.0.1/x.ics', '10.0.0.1:443'],
    ['https://localhost/x.ics', 'localhost:443'],
    ['http://93.184.216.34/x.ics', '93.184.216.34:80'],
  ])('is never asked for at %s, nor taken, unless it is named', async (address, host) => {
    await pool.query('truncate sources, feeds')
    const why = /(?:public address|does not begin with https).* name .* in VIGIE_FEED_HOSTS/
    await expect(create(address)).rejects.toThrow(why)
    await create(address, [host])
    await newPoller([]).poll()
    const { problem } = await feed()
    expect(problem).toMatch(why)
    expect(problem).toContain(`name ${host} in`)
  })
})

test('a new address that could never be read is refused, and the one that was there stays', async () => {
  const rotated = rotateSource({ prisma, box }, { slug: source, secret: 'http://calendar.example/x.ics' })
  await expect(rotated).rejects.toThrow('name calendar.example:80 in VIGIE_FEED_HOSTS')
  await newPoller().poll()
  expect(server.asked).toHaveLength(1)
})

test('a new address is read at once', async () => {
  server.status = 500
  await newPoller().poll()
  Object.assign(server, { status: 200, text: calendarText(meeting('20261124T090000Z')) })
  await pool.query('update sources set secret_sealed = $1', [Buffer.from(box.seal(`${server.url}?token=2`, source))])
  await newPoller().poll()
  expect(await told()).toHaveLength(1)
})
