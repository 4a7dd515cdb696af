import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createPool } from '../../db/pool.ts'
import { SecretBox } from '../../ingest/secrets.ts'
import { Telemetry } from '../../runtime/telemetry.ts'
import { testDatabase } from '../../testing/database.ts'
import { silentLogger } from '../../testing/log-fixture.ts'
import { ManualTime } from '../../testing/manual-time.ts'
import { SmtpInbox } from '../../testing/smtp-inbox.ts'
import { NotificationWatch } from './notification-watch.ts'
import type { Crossing } from './notification.ts'
import { smtpServer } from './smtp.ts'

const { url: databaseUrl } = await testDatabase()
const pool = createPool({ databaseUrl, logger: silentLogger, name: 'notifications', max: 2 })
afterAll(() => pool.end())
const inbox = await SmtpInbox.open()
afterAll(() => inbox[Symbol.asyncDispose]())

let time: ManualTime
/** Alerts that are open. */
let open: Crossing[]
/** Whether what is open is of the present. */
let isPresent: boolean
/** Hears of each reading of a watch, counted from 1. */
let onRead: (reads: number) => void

beforeEach(async () => {
  time = new ManualTime()
  open = []
  isPresent = true
  onRead = () => undefined
  inbox.received.length = 0
  inbox.behaviour = 'accept'
  await pool.query('truncate recipients, notifications')
})

/** As after a start of the server. */
function newWatch(smtpUrl = inbox.url): NotificationWatch {
  let reads = 0
  return new NotificationWatch({
    pool,
    box: new SecretBox('a secret of this test'),
    demo: false,
    push: { send: () => Promise.reject(new Error('no browser is told here')) },
    mail: smtpServer({ smtpUrl, from: 'vigie@shop.example' }),
    readOpen: async (which) => {
      reads += 1
      onRead(reads)
      return open.filter(({ alert, openedPosition }) =>
        'after' in which ? openedPosition > which.after : which.alerts.includes(alert),
      )
    },
    isPresent: () => Promise.resolve(isPresent),
    publicUrl: 'https://vigie.shop.example',
    telemetry: new Telemetry(),
    clock: time,
    logger: silentLogger,
  })
}

async function tellTo(
  address: string,
  {
    since = 0,
    quiet = [null, null],
    digestAt = null,
    addedBy = null,
  }: {
    since?: number
    quiet?: [string, string] | [null, null]
    digestAt?: string | null
    addedBy?: string | null
  } = {},
): Promise<void> {
  await pool.query(
    `insert into recipients (address, name, language, time_zone, quiet_from, quiet_until, digest_at, since_position,
      added_by_id)
    values ($1, 'Supply', 'en', 'Europe/Paris', $2, $3, $4, $5, $6)`,
    [address, ...quiet, digestAt, since, addedBy],
  )
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

async function statesOf(): Promise<string[]> {
  const { rows } = await pool.query<{ state: string }>('select state from notifications order by alert, address')
  return rows.map(({ state }) => state)
}

test('a crossing is told once, however often one looks and however often the server starts', async () => {
  await tellTo('supply@shop.example')
  open = [out('A', 5)]
  const watch = newWatch()
  await watch.check()
  expect(inbox.received).toEqual([])
  await time.pass(20_000)
  await watch.check()
  await watch.check()
  await newWatch().check()
  expect(inbox.received).toEqual([
    { to: 'supply@shop.example', raw: expect.stringContaining('Subject: Out of stock: Shoe A, Lyon') },
  ])
  expect(inbox.received[0]?.raw).toContain('https://vigie.shop.example/stock')
  // It closes and opens again: another crossing.
  open = [out('A', 9)]
  await watch.check()
  await time.pass(20_000)
  await watch.check()
  expect(inbox.received).toHaveLength(2)
})

test('what opens together is told in one message', async () => {
  await tellTo('supply@shop.example')
  open = ['A', 'B', 'C'].map((sku, index) => out(sku, index + 1))
  await newWatch().check()
  await time.pass(20_000)
  await newWatch().check()
  expect(inbox.received).toHaveLength(1)
  expect(inbox.received[0]?.raw).toContain('Subject: 3 stock alerts')
})

test('two servers that look at once tell it once', async () => {
  await tellTo('supply@shop.example')
  open = [out('A', 1)]
  await newWatch().check()
  await time.pass(20_000)
  await Promise.all([newWatch().check(), newWatch().check(), newWatch().check()])
  expect(inbox.received).toHaveLength(1)
})

test('in quiet hours nothing is told, and in the morning only what is still open', async () => {
  // 13:00 in Paris.
  await tellTo('supply@shop.example', { quiet: ['12:00', '14:00'] })
  open = [out('A', 1), out('B', 2)]
  const watch = newWatch()
  await watch.check()
  await time.pass(59 * 60_000)
  await watch.check()
  expect(inbox.received).toEqual([])
  open = [out('B', 2)]
  await time.pass(2 * 60_000)
  await watch.check()
  expect(inbox.received).toHaveLength(1)
  expect(inbox.received[0]?.raw).toContain('Shoe B')
  expect(await statesOf()).toEqual(['over', 'told'])
})

test('while alerts are made anew none that waits is called over, and none of the past is told', async () => {
  await tellTo('supply@shop.example', { quiet: ['12:00', '14:00'] })
  open = [out('A', 5)]
  await newWatch().check()
  await time.pass(61 * 60_000)
  isPresent = false
  open = [out('OLD', 3)]
  await newWatch().check()
  open = [out('A', 5)]
  isPresent = true
  await newWatch().check()
  expect(inbox.received).toHaveLength(1)
  expect(inbox.received[0]?.raw).toContain('Shoe A')
})

describe('of several who are to be told', () => {
  beforeEach(async () => {
    for (const name of ['a', 'b', 'c']) await tellTo(`${name}@shop.example`)
    open = [out('A', 1)]
    await newWatch().check()
    await time.pass(20_000)
  })

  test('none is lost when what is open cannot be read', async () => {
    onRead = (reads) => {
      // The first is that for planning, the second that for the first address.
      if (reads === 3) throw new Error('the line broke')
    }
    await expect(newWatch().check()).rejects.toThrow('the line broke')
    onRead = () => undefined
    await newWatch().check()
    expect(inbox.received.map(({ to }) => to)).toEqual(['a@shop.example', 'b@shop.example', 'c@shop.example'])
  })

  test('those who have not been told when the server ends wait for the next', async () => {
    const ending = new AbortController()
    onRead = (reads) => {
      if (reads === 2) ending.abort()
    }
    await newWatch().check(ending.signal)
    expect(await statesOf()).toEqual(['told', 'waiting', 'waiting'])
    onRead = () => undefined
    await newWatch().check()
    expect(inbox.received).toHaveLength(3)
  })
})

test('whom somebody has put on the list who may see stock no longer, or has left, is told nothing', async () => {
  await pool.query(
    `insert into users (id, name, email, roles, deactivated_at, is_persona) values
      ('stays', 'Stays', 'stays@shop.example', '{supply}', null, false),
      ('moved', 'Moved', 'moved@shop.example', '{sales}', null, false),
      ('left', 'Left', 'left@shop.example', '{supply}', now(), false),
      ('persona', 'Persona', 'persona@shop.example', '{admin}', null, true)`,
  )
  for (const by of ['stays', 'moved', 'left', 'persona', 'deleted']) {
    await tellTo(`of-${by}@shop.example`, { addedBy: by })
  }
  await tellTo('of-before@shop.example')
  open = [out('A', 1)]
  const watch = newWatch()
  await watch.check()
  await time.pass(20_000)
  await watch.check()
  expect(inbox.received.map(({ to }) => to).toSorted()).toEqual(['of-before@shop.example', 'of-stays@shop.example'])
})

test('somebody new is told of what opens from then on', async () => {
  open = [out('A', 5), out('B', 8)]
  await tellTo('first@shop.example')
  const watch = newWatch()
  await watch.check()
  await tellTo('new@shop.example', { since: 6 })
  await watch.check()
  await time.pass(20_000)
  await watch.check()
  const { rows } = await pool.query('select alert, address from notifications where state = $1 order by 2, 1', ['told'])
  expect(rows).toEqual([
    { alert: 'A@lyon:out:5', address: 'first@shop.example' },
    { alert: 'B@lyon:out:8', address: 'first@shop.example' },
    { alert: 'B@lyon:out:8', address: 'new@shop.example' },
  ])
})

test('a message that was refused for now goes out later, once', async () => {
  await tellTo('supply@shop.example')
  open = [out('A', 1)]
  const watch = newWatch()
  await watch.check()
  await time.pass(20_000)
  inbox.behaviour = 'refuse-for-now'
  await watch.check()
  expect(await statesOf()).toEqual(['waiting'])
  inbox.behaviour = 'accept'
  await watch.check()
  expect(inbox.received).toEqual([])
  await time.pass(61_000)
  await watch.check()
  expect(inbox.received).toHaveLength(1)
})

test('a mail server that cannot be reached is tried again; one that refuses for ever is not', async () => {
  await tellTo('supply@shop.example')
  open = [out('A', 1)]
  await newWatch().check()
  await time.pass(20_000)
  await newWatch('smtp://127.0.0.1:1').check()
  expect(await statesOf()).toEqual(['waiting'])
  inbox.behaviour = 'refuse-for-ever'
  await time.pass(61_000)
  await newWatch().check()
  expect(await statesOf()).toEqual(['failed'])
})

test('when the line breaks after the message went out, or the server ends while it sends, nothing is sent again', async () => {
  await tellTo('supply@shop.example')
  open = [out('A', 1)]
  await newWatch().check()
  await time.pass(20_000)
  inbox.behaviour = 'take-and-hang-up'
  await newWatch().check()
  expect(await statesOf()).toEqual(['uncertain'])
  inbox.behaviour = 'accept'
  open = [out('A', 1), out('B', 2)]
  await newWatch().check()
  await pool.query(`update notifications set state = 'sending', claimed_at = $1 where alert like 'B%'`, [
    new Date(time.now()),
  ])
  await time.pass(24 * 3_600_000)
  await newWatch().check()
  expect(await statesOf()).toEqual(['uncertain', 'uncertain'])
  expect(inbox.received).toHaveLength(1)
})
