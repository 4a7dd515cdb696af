import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Fault } from './fake-door.ts'
import { FakeDoor } from './fake-door.ts'
import { onlineRetail } from './formats/online-retail.ts'
import type { ReplayOptions } from './replay.ts'
import { checkFile, sendFile } from './replay.ts'
import type { Tally } from './tally.ts'
import { createTally } from './tally.ts'

const folder = mkdtempSync(join(tmpdir(), 'vigie-replay-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A file of so many invoices of two lines each, ten minutes apart. */
function fileOf(invoices: number): string {
  const lines = Array.from({ length: 2 * invoices }, (_, index) => {
    const invoice = 500_000 + Math.floor(index / 2)
    const date = new Date(Date.UTC(2011, 0, 1) + Math.floor(index / 2) * 600_000).toISOString()
    return `${invoice},SKU,"Tea, ""best"" é",2,${date.slice(0, 19).replace('T', ' ')},1.10,,France`
  })
  const path = join(folder, `${invoices}.csv.gz`)
  writeFileSync(path, gzipSync([onlineRetail.columns.join(','), ...lines, ''].join('\n')))
  return path
}

const path = fileOf(40)
const ids = Array.from({ length: 40 }, (_, index) => `invoice-${500_000 + index}`)

interface Replayed {
  tally: Tally
  retries: string[]
}

async function replay(
  fake: FakeDoor,
  overrides: Partial<ReplayOptions> & { giveUpAfterMs?: number } = {},
): Promise<Replayed> {
  const tally = createTally(0)
  const retries: string[] = []
  const { giveUpAfterMs = 60_000, ...rest } = overrides
  const options: ReplayOptions = {
    path,
    format: onlineRetail,
    speed: 'max',
    backfill: false,
    concurrency: 4,
    limits: { maxItems: 3, maxBytes: 2000 },
    delivery: {
      door: fake.door(),
      backoff: { firstMs: 1, maxMs: 4 },
      giveUpAfterMs,
      requestTimeoutMs: 1000,
      cut: new AbortController().signal,
    },
    stop: new AbortController().signal,
    onRetry: (reason) => void retries.push(reason),
    onInvalid: () => undefined,
    ...rest,
  }
  await checkFile(options, tally)
  await sendFile(options, tally)
  return { tally, retries }
}

describe('through a door that fails', () => {
  const fault = fc.constantFrom<Fault>('none', 'cut', 'stored-then-cut', 'half-answer', 408, 429, 500, 503)

  test('every event is stored once, whatever the schedule of failures', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 40 }), async (faults) => {
        await using fake = await FakeDoor.open(faults)
        const { tally } = await replay(fake)
        expect(fake.idsOf('shop').toSorted()).toEqual(ids)
        expect(tally.stored + tally.duplicates).toBe(ids.length)
        expect(tally).toMatchObject({ total: ids.length, sent: ids.length, invalid: 0 })
      }),
      { seed: 1, numRuns: 25 },
    )
  })

  test('a repeated request has the webhook-id and the events of the first', async () => {
    await using fake = await FakeDoor.open(['cut', 500, 'stored-then-cut', 'half-answer', 503])
    await replay(fake, { concurrency: 1 })
    const byWebhookId = Map.groupBy(fake.requests, ({ webhookId }) => webhookId)
    const [first, ...others] = [...byWebhookId.values()]
    expect(first).toHaveLength(6)
    expect(new Set(first?.map((request) => request.ids.join(' '))).size).toBe(1)
    expect(others.every((requests) => requests.length === 1)).toBe(true)
  })

  test('an answer that does not come in time is asked for again', async () => {
    await using fake = await FakeDoor.open(['hang'])
    const { tally, retries } = await replay(fake)
    expect(tally).toMatchObject({ stored: 37, duplicates: 3, retries: 1 })
    expect(retries).toEqual([expect.stringContaining('no answer in time')])
  })

  test.each<[Fault, string]>([
    [400, 'refused with 400: Refused: because of 400'],
    [401, 'refused with 401: Refused: because of 401'],
    ['foreign-answer', 'not that of a Vigie door'],
  ])('%s stops the replay, with the reason in words', async (fault, reason) => {
    await using fake = await FakeDoor.open(['none', fault])
    await expect(replay(fake, { concurrency: 1 })).rejects.toThrow(reason)
    expect(fake.requests).toHaveLength(2)
  })

  test('after so long without any accepted request it gives up, and says how to go on', async () => {
    await using fake = await FakeDoor.open(Array.from({ length: 10_000 }, () => 503))
    await expect(replay(fake, { giveUpAfterMs: 50 })).rejects.toThrow(
      /Gave up after .* because of 503\. Run the same .* not stored twice/,
    )
  })

  test('a door that asks to come again after it would be given up is said to do so', async () => {
    await using fake = await FakeDoor.open([429])
    fake.retryAfterSeconds = 90
    const refused = replay(fake, { giveUpAfterMs: 60_000, concurrency: 1 })
    await expect(refused).rejects.toThrow(
      /^Gave up: the door asks to come again in 90 s, .* --give-up-after allows\. Last: /,
    )
  })
})

describe('through a door that works', () => {
  test('requests stay within both limits', async () => {
    await using fake = await FakeDoor.open()
    await replay(fake, { limits: { maxItems: 100, maxBytes: 1500 } })
    expect(Math.max(...fake.requests.map(({ bytes }) => bytes))).toBeLessThanOrEqual(1500)
    expect(Math.max(...fake.requests.map((request) => request.ids.length))).toBeGreaterThan(3)
  })

  test('a second replay stores nothing', async () => {
    await using fake = await FakeDoor.open()
    await replay(fake)
    const { tally } = await replay(fake)
    expect(tally).toMatchObject({ stored: 0, duplicates: ids.length })
    expect(fake.stored.size).toBe(ids.length)
  })

  test('an invalid event is counted, with its line; the others are stored', async () => {
    await using fake = await FakeDoor.open()
    fake.invalidIds.add('invoice-500001')
    const { tally } = await replay(fake)
    expect(tally).toMatchObject({ stored: ids.length - 1, invalid: 1 })
    expect(tally.invalidEvents).toEqual([{ line: 4, id: 'invoice-500001', errors: ['#/data: no good'] }])
  })

  test('a request of which not one event is valid is no end: each is counted with its line, and what follows is sent', async () => {
    await using fake = await FakeDoor.open()
    for (const id of ids.slice(0, 24)) fake.invalidIds.add(id)
    const { tally } = await replay(fake, { limits: { maxItems: 24, maxBytes: 100_000 } })
    expect(tally).toMatchObject({ stored: 16, invalid: 24 })
    expect(tally.invalidEvents[1]).toEqual({ line: 4, id: 'invoice-500001', errors: ['#/1/type: no good'] })
    expect(tally.invalidEvents[23]).toMatchObject({ line: 48, errors: ['#/23: is not valid either'] })
  })

  test('a live replay sends no time of its own, a backfill that of the file', async () => {
    await using fake = await FakeDoor.open()
    await replay(fake)
    expect(fake.stored.get('shop invoice-500001')).not.toHaveProperty('timestamp')
    fake.stored.clear()
    await replay(fake, { backfill: true })
    expect(fake.stored.get('shop invoice-500001')).toMatchObject({
      timestamp: '2011-01-01T00:10:00.000Z',
      backfill: true,
    })
  })

  test('a paced replay sends nothing before it is due, and each event with the moment it was sent', async () => {
    await using fake = await FakeDoor.open()
    const startedAt = Date.now()
    await replay(fake, { path: fileOf(4), speed: 30_000 })
    const timestamps = [...fake.stored.values()].map(({ timestamp = '' }) => Date.parse(timestamp) - startedAt)
    expect(timestamps).toHaveLength(4)
    for (const [index, afterMs] of timestamps.entries()) expect(afterMs).toBeGreaterThanOrEqual(index * 20 - 1)
  })

  test('when it is stopped it sends no more, and what was answered is counted', async () => {
    await using fake = await FakeDoor.open()
    const stop = new AbortController()
    const going = replay(fake, { concurrency: 1, stop: stop.signal, path: fileOf(3), speed: 0.001 })
    await fake.until(() => fake.requests.length === 1)
    stop.abort()
    const { tally } = await going
    expect(tally).toMatchObject({ total: 3, sent: 1, stored: 1 })
  })
})

describe('a file with something wrong in it', () => {
  const header = onlineRetail.columns.join(',')
  const good = '536365,A,B,6,2010-12-01 08:26:00,2.55,,UK'
  const huge = Array.from({ length: 40 }, () => good)

  test.each([
    ['another header', `a,b,c\n${good}\n`, 'must name the columns of online-retail'],
    ['nothing', '', 'is empty'],
    ['a line with a column too few', `${header}\n${good}\n536366,A,B\n`, 'Invalid Record Length'],
    ['an open quote', `${header}\n${good}\n536366,A,"B,6\n`, 'Quote Not Closed'],
    [
      'a quantity that is no number',
      `${header}\n${good}\n536366,A,B,x,2010-12-01 08:26:00,1,,UK\n`,
      'line 3: Quantity',
    ],
    ['an invoice too large for a request', [header, ...huge].join('\n'), 'larger than the 2000 bytes'],
    ['half of its gzip', gzipSync(`${header}\n${good}\n`).subarray(0, 40), 'the gzip data ends early'],
  ])('(%s) sends nothing at all', async (name, content, message) => {
    const bad = join(folder, `${name}.csv`)
    writeFileSync(bad, content)
    await using fake = await FakeDoor.open()
    await expect(replay(fake, { path: bad })).rejects.toThrow(message)
    expect(fake.requests).toEqual([])
  })
})
