import { afterAll, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import type { NotificationTopic } from '#contract/recipients.ts'
import { createPool } from '../../db/pool.ts'
import { SecretBox } from '../../ingest/secrets.ts'
import { Telemetry } from '../../runtime/telemetry.ts'
import { testDatabase } from '../../testing/database.ts'
import { silentLogger } from '../../testing/log-fixture.ts'
import { ManualTime } from '../../testing/manual-time.ts'
import { PushInbox } from '../../testing/push-inbox.ts'
import { SmtpInbox } from '../../testing/smtp-inbox.ts'
import type { Watched } from '../silence-watch.ts'
import { addRecipient, pushAddress } from './notification-table.ts'
import { NotificationWatch } from './notification-watch.ts'
import { readPushKeys } from './push/push-keys.ts'
import { PushService } from './push/push-service.ts'
import { SilenceNoticeWatch } from './silence-notice-watch.ts'
import { smtpServer } from './smtp.ts'
import type { Preferences } from './when-to-tell.ts'

const { url: databaseUrl } = await testDatabase()
const pool = createPool({ databaseUrl, logger: silentLogger, name: 'silences', max: 2 })
afterAll(() => pool.end())
const pushes = await PushInbox.open()
afterAll(() => pushes[Symbol.asyncDispose]())
const mails = await SmtpInbox.open()
afterAll(() => mails[Symbol.asyncDispose]())
const box = new SecretBox('a secret of this test')
const minuteMs = 60_000

/** 2026-11-23 12:00 UTC, 13:00 in Paris. */
let time: ManualTime
/** As the silence watch has said it in the log. */
let sources: Watched[]

beforeEach(async () => {
  time = new ManualTime()
  sources = []
  pushes.received.length = 0
  mails.received.length = 0
  mails.behaviour = 'accept'
  await pool.query('truncate recipients, notifications')
})

/** The last event of a source, which may be silent for a minute, was two minutes ago. */
function silent(source: string, after: bigint): Watched {
  const said = { lastReceivedAt: time.now() - 2 * minuteMs, lastPosition: after, silentAfter: after, heardAfter: null }
  return { source, name: `The ${source}`, silenceSeconds: 60, createdAt: 0, ...said }
}

/** It speaks, and that has been said. */
function heard(watched: Watched): Watched {
  const { lastPosition, silentAfter } = watched
  return { ...watched, lastReceivedAt: time.now(), lastPosition: lastPosition + 1n, heardAfter: silentAfter }
}

interface To extends Partial<Preferences> {
  topics?: NotificationTopic[]
  language?: 'en' | 'fr'
}

function recipient({ topics = ['sources'], language = 'en', ...preferences }: To) {
  const anyTime = { timeZone: 'Europe/Paris', quiet: null, digestAt: null }
  return { name: 'Data', language, preferences: { ...anyTime, ...preferences }, topics, sincePosition: 0n } as const
}

async function tellByMail(to: To = {}): Promise<void> {
  await addRecipient({ pool, box }, { address: 'data@shop.example', channel: { type: 'mail' }, ...recipient(to) })
}

async function tellByPush(to: To = {}): Promise<void> {
  const subscription = pushes.subscribe()
  const address = pushAddress(subscription)
  await addRecipient({ pool, box }, { address, channel: { type: 'push', subscription }, ...recipient(to) })
}

/** As after a start of two servers, which look before and after. */
async function look(minutes = 0.5): Promise<void> {
  const keys = await readPushKeys({ pool, box })
  const hosts = { own: [pushes.host] }
  const ways = {
    pool,
    box,
    demo: false,
    mail: smtpServer({ smtpUrl: mails.url, from: 'vigie@shop.example' }),
    push: new PushService({ keys, contact: 'mailto:v@shop.example', hosts, now: () => time.now() }),
    publicUrl: 'https://vigie.shop.example',
    clock: time,
    logger: silentLogger,
  }
  const newWatch = () =>
    new SilenceNoticeWatch({
      ...ways,
      read: () => Promise.resolve({ sources }),
      idOf: (type, source, lastPosition) => `${type}:${source}:${lastPosition}`,
    })
  await newWatch().check()
  await time.pass(minutes * minuteMs)
  await Promise.all([newWatch().check(), newWatch().check()])
  const alerts = new NotificationWatch({
    ...ways,
    telemetry: new Telemetry(),
    readOpen: () => Promise.resolve([]),
    isPresent: () => Promise.resolve(true),
  })
  await alerts.check()
}

const subjects = () => mails.received.map(({ raw }) => /^Subject: (.*)$/m.exec(raw)?.[1])
const shownSchema = z.object({ title: z.string(), body: z.string(), path: z.string() })

test('a silence is told once, and its end once, however often the server starts; the next silence is another one', async () => {
  await tellByMail()
  sources = [silent('shop', 5n)]
  await look()
  await look()
  sources = sources.map(heard)
  await look()
  await look(60 * 24)
  expect(subjects()).toEqual(['Silent source: The shop', 'Source heard again: The shop'])
  expect(mails.received[0]?.raw).toContain('https://vigie.shop.example/settings/sources/shop')
  sources = [{ ...silent('shop', 9n), heardAfter: 5n }]
  await look()
  expect(subjects()).toHaveLength(3)
})

test('one that is heard again, or no longer watched, before it could be told is not told, nor is its end', async () => {
  // 13:00 in Paris.
  await tellByMail({ quiet: { from: '12:00', until: '14:00' } })
  sources = [silent('shop', 5n), silent('till', 6n), silent('erp', 7n)]
  await look(30)
  expect(subjects()).toEqual([])
  const watched = sources.filter(({ source }) => source !== 'till')
  sources = watched.map((each) => (each.source === 'shop' ? heard(each) : each))
  await look(31)
  await look(60 * 24)
  expect(subjects()).toEqual(['Silent source: The erp'])
})

test('an end whose source has fallen silent again before it could be told is not told, the new silence is', async () => {
  await tellByMail({ quiet: { from: '13:10', until: '14:00' } })
  sources = [silent('shop', 5n)]
  await look()
  await time.pass(15 * minuteMs)
  sources = sources.map(heard)
  await look(1)
  sources = [{ ...silent('shop', 6n), heardAfter: 5n }]
  await look(60)
  expect(subjects()).toEqual(['Silent source: The shop', 'Silent source: The shop'])
})

test('what falls silent together is one message, with when each was last heard; a browser leads to the sources', async () => {
  await tellByPush({ language: 'fr' })
  await tellByMail({ digestAt: '14:00' })
  sources = [silent('shop', 5n), { ...silent('till', 0n), lastReceivedAt: null }]
  await look()
  expect(pushes.received.map(({ text }) => shownSchema.parse(JSON.parse(text)))).toEqual([
    {
      title: 'Source muette\u00a0: The shop et 1 de plus',
      body: expect.stringMatching(/The shop, entendue .* le .*12:58\n.*The till, qui n’a encore rien envoyé$/),
      path: '/settings/sources',
    },
  ])
  expect(subjects()).toEqual([])
  await look(60)
  expect(subjects()).toEqual(['Silent source: The shop and 1 more'])
})

test('a mail server that refuses for now is asked again; whoever wants to be told of alerts only is told nothing', async () => {
  await tellByMail()
  await tellByPush({ topics: ['alerts', 'meetings'] })
  sources = [silent('shop', 5n)]
  mails.behaviour = 'refuse-for-now'
  await look()
  mails.behaviour = 'accept'
  await look(2)
  await look(60)
  expect(subjects()).toEqual(['Silent source: The shop'])
  expect(pushes.received).toEqual([])
})
