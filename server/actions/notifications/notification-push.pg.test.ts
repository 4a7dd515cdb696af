import { afterAll, beforeEach, expect, test } from 'vitest'
import * as z from 'zod'
import { createPool } from '../../db/pool.ts'
import { SecretBox } from '../../ingest/secrets.ts'
import { Telemetry } from '../../runtime/telemetry.ts'
import { testDatabase } from '../../testing/database.ts'
import { silentLogger } from '../../testing/log-fixture.ts'
import { ManualTime } from '../../testing/manual-time.ts'
import { PushInbox } from '../../testing/push-inbox.ts'
import { addRecipient, pushAddress, readRecipients } from './notification-table.ts'
import { NotificationWatch } from './notification-watch.ts'
import type { Crossing } from './notification.ts'
import { readPushKeys } from './push/push-keys.ts'
import { PushService } from './push/push-service.ts'
import type { Preferences } from './when-to-tell.ts'

const { url: databaseUrl } = await testDatabase()
const pool = createPool({ databaseUrl, logger: silentLogger, name: 'push', max: 2 })
afterAll(() => pool.end())
const inbox = await PushInbox.open()
afterAll(() => inbox[Symbol.asyncDispose]())
const box = new SecretBox('a secret of this test')
const anyTime: Preferences = { timeZone: 'Europe/Paris', quiet: null, digestAt: null }

let time: ManualTime
/** Alerts that are open. */
let open: Crossing[]

beforeEach(async () => {
  time = new ManualTime()
  open = []
  inbox.received.length = 0
  inbox.behaviour = 201
  await pool.query('truncate recipients, notifications')
})

/** As after a start of the server. */
async function newWatch(sealedBy = box): Promise<NotificationWatch> {
  const keys = await readPushKeys({ pool, box })
  return new NotificationWatch({
    pool,
    box: sealedBy,
    demo: false,
    mail: null,
    push: new PushService({
      keys,
      contact: 'mailto:vigie@shop.example',
      hosts: { own: [inbox.host] },
      now: () => time.now(),
    }),
    readOpen: (which) =>
      Promise.resolve(
        open.filter(({ alert, openedPosition }) =>
          'after' in which ? openedPosition > which.after : which.alerts.includes(alert),
        ),
      ),
    isPresent: () => Promise.resolve(true),
    publicUrl: 'https://vigie.shop.example',
    telemetry: new Telemetry(),
    clock: time,
    logger: silentLogger,
  })
}

/** @returns what the browser is called. */
async function subscribe(preferences: Partial<Preferences> = {}, language: 'en' | 'fr' = 'en'): Promise<string> {
  const subscription = inbox.subscribe()
  const address = pushAddress(subscription)
  await addRecipient(
    { pool, box },
    {
      address,
      channel: { type: 'push', subscription },
      name: 'Telephone',
      language,
      preferences: { ...anyTime, ...preferences },
      topics: ['alerts'],
      sincePosition: 0n,
    },
  )
  return address
}

function out(sku: string, position: number): Crossing {
  return {
    alert: `${sku}@lyon:out:${position}`,
    kind: 'out',
    sku,
    title: `Shoe ${sku}`,
    placeName: 'Lyon',
    onHand: 0,
    hoursToZero: null,
    openedPosition: BigInt(position),
  }
}

async function look(minutes = 0.4): Promise<void> {
  await (await newWatch()).check()
  await time.pass(minutes * 60_000)
  await (await newWatch()).check()
}

async function statesOf(): Promise<string[]> {
  const { rows } = await pool.query<{ state: string }>('select state from notifications order by alert, address')
  return rows.map(({ state }) => state)
}

const shownSchema = z.strictObject({
  title: z.string(),
  body: z.string(),
  path: z.string(),
  tag: z.string(),
  language: z.string(),
})

function shown() {
  return inbox.received.map(({ text }) => shownSchema.parse(JSON.parse(text)))
}

test('a crossing is pushed once, encrypted and signed, however often the server starts; it leads to its alert', async () => {
  await subscribe()
  await subscribe({}, 'fr')
  open = [out('A/1', 5)]
  await look()
  await look()
  await look(60 * 24)
  // Both are told at once.
  expect(shown().toSorted((a, b) => a.language.localeCompare(b.language))).toMatchObject([
    { title: 'Out of stock: Shoe A/1, Lyon', path: '/stock/A%2F1?alert=A%2F1%40lyon%3Aout%3A5', language: 'en' },
    { title: 'Rupture\u00a0: Shoe A/1, Lyon', language: 'fr' },
  ])
  expect(inbox.received[0]?.headers).toMatchObject({
    'content-encoding': 'aes128gcm',
    ttl: '43200',
    urgency: 'high',
    topic: expect.stringMatching(/^[\w-]{1,32}$/),
  })
  // It closes and opens again: another crossing.
  open = [out('A/1', 9)]
  await look()
  expect(inbox.received).toHaveLength(4)
})

test('what opens together is one message; one that is long still fits', async () => {
  await subscribe()
  open = Array.from({ length: 30 }, (_, index) => ({ ...out(`S${index}`, index + 1), title: '鞋'.repeat(2000) }))
  await look()
  expect(shown()).toMatchObject([{ title: '30 stock alerts', path: '/stock' }])
  expect(shown()[0]?.body.split('\n')).toHaveLength(4)
})

test('in quiet hours nothing is pushed, and in the morning only what is still open; a digest comes at its time', async () => {
  // 13:00 in Paris.
  await subscribe({ quiet: { from: '12:00', until: '14:00' } })
  const daily = await subscribe({ digestAt: '15:00' })
  open = [out('A', 1), out('B', 2)]
  await look(59)
  expect(inbox.received).toEqual([])
  open = [out('B', 2)]
  await time.pass(2 * 60_000)
  await look()
  expect(shown()).toMatchObject([{ title: 'Out of stock: Shoe B, Lyon' }])
  await look(60)
  expect(inbox.received).toHaveLength(2)
  expect((await readRecipients({ pool, box, demo: false })).map(({ address }) => address)).toContain(daily)
})

test.each([404, 410])('a browser that has withdrawn is removed when its push service answers %i', async (status) => {
  const gone = await subscribe()
  open = [out('A', 1), out('B', 2)]
  inbox.behaviour = status
  await look()
  expect(await readRecipients({ pool, box, demo: false })).toEqual([])
  expect(await statesOf()).toEqual(['failed', 'failed'])
  inbox.behaviour = 201
  open = [...open, out('C', 3)]
  await look()
  expect(inbox.received).toEqual([])
  const { rows } = await pool.query('select 1 from notifications where address = $1 and state = $2', [gone, 'waiting'])
  expect(rows).toEqual([])
})

test('a service that is busy is tried again, once it takes it never again; one that refuses for ever is not', async () => {
  await subscribe()
  open = [out('A', 1)]
  inbox.behaviour = 429
  await look()
  expect(await statesOf()).toEqual(['waiting'])
  inbox.behaviour = 201
  await time.pass(61_000)
  await look()
  await look()
  expect(inbox.received).toHaveLength(1)
  open = [...open, out('B', 2)]
  inbox.behaviour = 413
  await look()
  expect(await statesOf()).toEqual(['told', 'failed'])
  expect(await readRecipients({ pool, box, demo: false })).toHaveLength(1)
})

test('when the line breaks after the message went out nothing is sent again', async () => {
  await subscribe()
  open = [out('A', 1)]
  inbox.behaviour = 'hang-up'
  await look()
  inbox.behaviour = 201
  await look(60 * 24)
  expect(await statesOf()).toEqual(['uncertain'])
  expect(inbox.received).toHaveLength(1)
})

test('two servers that look at once push it once', async () => {
  await subscribe()
  open = [out('A', 1)]
  await (await newWatch()).check()
  await time.pass(20_000)
  const watches = await Promise.all([newWatch(), newWatch(), newWatch()])
  await Promise.all(watches.map((watch) => watch.check()))
  expect(inbox.received).toHaveLength(1)
})

test('browsers whose keys were sealed with another secret are removed, and nothing of them can be read without it', async () => {
  await subscribe()
  open = [out('A', 1)]
  await (await newWatch()).check()
  await time.pass(20_000)
  await (await newWatch(new SecretBox('another secret'))).check()
  expect(await readRecipients({ pool, box, demo: false })).toEqual([])
  expect(inbox.received).toEqual([])
})

test('the keys of an installation are the same in every process, and made anew under another secret', async () => {
  await pool.query("delete from settings where key = 'push-keys'")
  const [first, second] = await Promise.all([readPushKeys({ pool, box }), readPushKeys({ pool, box })])
  expect(second).toEqual(first)
  const { rows } = await pool.query<{ value: unknown }>("select value from settings where key = 'push-keys'")
  expect(JSON.stringify(rows)).not.toContain(first.privateKey)
  const other = await readPushKeys({ pool, box: new SecretBox('another secret') })
  expect(other.publicKey).not.toBe(first.publicKey)
})
