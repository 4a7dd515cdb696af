import { afterAll, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { createPool } from '../../db/pool.ts'
import { SecretBox } from '../../ingest/secrets.ts'
import { Telemetry } from '../../runtime/telemetry.ts'
import { testDatabase } from '../../testing/database.ts'
import { silentLogger } from '../../testing/log-fixture.ts'
import { ManualTime } from '../../testing/manual-time.ts'
import { PushInbox } from '../../testing/push-inbox.ts'
import { SmtpInbox } from '../../testing/smtp-inbox.ts'
import type { Reminder } from './meeting-words.ts'
import { addRecipient, pushAddress } from './notification-table.ts'
import { NotificationWatch } from './notification-watch.ts'
import { readPushKeys } from './push/push-keys.ts'
import { PushService } from './push/push-service.ts'
import { ReminderWatch } from './reminder-watch.ts'
import { smtpServer } from './smtp.ts'

const { url: databaseUrl } = await testDatabase()
const pool = createPool({ databaseUrl, logger: silentLogger, name: 'reminders', max: 2 })
afterAll(() => pool.end())
const pushes = await PushInbox.open()
afterAll(() => pushes[Symbol.asyncDispose]())
const mails = await SmtpInbox.open()
afterAll(() => mails[Symbol.asyncDispose]())
const box = new SecretBox('a secret of this test')
const minuteMs = 60_000
const id = '6a0c1d5e-0000-4000-8000-000000000001'
const shownSchema = z.object({ title: z.string(), body: z.string(), path: z.string() })

/** 2026-11-23 12:00 UTC, 13:00 in Paris. */
let time: ManualTime
let meetings: Omit<Reminder, 'reminder'>[]

beforeEach(async () => {
  time = new ManualTime()
  meetings = [{ id, title: 'Winter order', location: 'Video', startsAt: time.now() + 30 * minuteMs, people: ['Buyer'] }]
  pushes.received.length = 0
  pushes.behaviour = 201
  mails.received.length = 0
  await pool.query('truncate recipients, notifications')
  await tell(['meetings'])
})

async function tell(topics: ('alerts' | 'meetings')[]): Promise<void> {
  const subscription = pushes.subscribe()
  const preferences = { timeZone: 'Europe/Paris', quiet: { from: '12:00', until: '15:00' }, digestAt: null }
  const rest = { name: 'Rep', language: 'en', preferences, topics, sincePosition: 0n } as const
  await addRecipient(
    { pool, box },
    { address: pushAddress(subscription), channel: { type: 'push', subscription }, ...rest },
  )
  await addRecipient({ pool, box }, { address: `${topics.join('-')}@shop.example`, channel: { type: 'mail' }, ...rest })
}

/** As after a start of the server. */
async function look(minutes: number): Promise<void> {
  await time.pass(minutes * minuteMs)
  const keys = await readPushKeys({ pool, box })
  const ways = {
    pool,
    box,
    demo: false,
    mail: smtpServer({ smtpUrl: mails.url, from: 'vigie@shop.example' }),
    push: new PushService({
      keys,
      contact: 'mailto:v@shop.example',
      hosts: { own: [pushes.host] },
      now: () => time.now(),
    }),
    publicUrl: 'https://vigie.shop.example',
    clock: time,
    logger: silentLogger,
  }
  const readComing = ({ after, until }: { after: number; until: number }) =>
    Promise.resolve(meetings.filter(({ startsAt }) => startsAt > after && startsAt <= until))
  const alerts = new NotificationWatch({
    ...ways,
    telemetry: new Telemetry(),
    readOpen: () => Promise.resolve([]),
    isPresent: () => Promise.resolve(true),
  })
  await Promise.all([
    new ReminderWatch({ ...ways, readComing }).check(),
    new ReminderWatch({ ...ways, readComing }).check(),
  ])
  await alerts.check()
}

function shown() {
  return pushes.received.map(({ text }) => shownSchema.parse(JSON.parse(text)))
}

test('a meeting is told 15 minutes before, also in quiet hours, once, however often the server starts', async () => {
  await look(14)
  expect(pushes.received).toEqual([])
  await look(1)
  await look(1)
  await look(5)
  expect(shown()).toEqual([{ title: '13:30 Winter order', body: 'With Buyer\nVideo', path: `/meetings/${id}` }])
  expect(mails.received).toEqual([
    { to: 'meetings@shop.example', raw: expect.stringContaining('Subject: 13:30 Winter order') },
  ])
})

test('one that is moved is told before its new time only, and one that is called off not at all', async () => {
  await look(10)
  meetings = meetings.map((each) => ({ ...each, startsAt: each.startsAt + 60 * minuteMs }))
  await look(5)
  expect(pushes.received).toEqual([])
  await look(60)
  expect(shown()).toMatchObject([{ title: '14:30 Winter order' }])
  meetings = []
  await look(30)
  expect(pushes.received).toHaveLength(1)
})

test('one that is moved after it was told is told again, before its new time', async () => {
  await look(15)
  meetings = meetings.map((each) => ({ ...each, startsAt: each.startsAt + 60 * minuteMs }))
  await look(60)
  expect(shown().map(({ title }) => title)).toEqual(['13:30 Winter order', '14:30 Winter order'])
})

test('a service that is busy is tried again until the meeting begins, and never after', async () => {
  pushes.behaviour = 429
  await look(15)
  pushes.behaviour = 201
  await look(16)
  expect(pushes.received).toEqual([])
})

test('whoever wants to be told of alerts only is not reminded', async () => {
  await pool.query('truncate recipients')
  await tell(['alerts'])
  await look(16)
  expect([pushes.received, mails.received]).toEqual([[], []])
})
