import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventFilter } from '#contract/event-filter.ts'
import type { StoredEvent } from '#contract/event.ts'
import { newEventBatches } from '../testing/arbitraries.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import { readNewest } from './newest.ts'
import type { EventSearchBack } from './read.ts'

const { url } = await testDatabase()
const { pool, log, close } = await openLog(url)
afterAll(close)

/** What one search looks at. */
const window = 20_000

/** Reads back from `next` until it no longer moves, as a screen does. */
async function searchAllBack(search: EventSearchBack): Promise<{ events: StoredEvent[]; pages: number; end: bigint }> {
  const events: StoredEvent[] = []
  let { before } = search
  for (let pages = 0; ; pages++) {
    const page = await log.searchBack({ ...search, before })
    events.push(...page.events)
    expect(page.events.length).toBeLessThanOrEqual(search.limit)
    if (page.next === before) return { events, pages, end: page.next }
    before = page.next
  }
}

function passes({ source, type, subject }: EventFilter, event: StoredEvent): boolean {
  const fits = (wanted: string | undefined, value: string | null) =>
    wanted === undefined || (wanted.endsWith('*') ? value?.startsWith(wanted.slice(0, -1)) === true : value === wanted)
  return fits(source, event.source) && fits(type, event.type) && fits(subject, event.subject)
}

describe('a search back', () => {
  test('finds every event that passes the filter once, newest first, whatever the page', async () => {
    const sources = fc.constantFrom('shop', 'crm', 'erp')
    const [generated = []] = fc.sample(newEventBatches({ minLength: 60, maxLength: 200, sources }), 1)
    await log.append(generated)
    const everything = await log.read({ after: 0n, limit: 1000 })
    const types = generated.flatMap(({ type }) => [type, `${type.slice(0, 3)}*`])
    const subjects = generated.flatMap(({ subject }) => (subject ? [subject, `${Array.from(subject)[0]}*`] : []))
    const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined })
    const query = fc.record({
      source: optional(sources),
      type: optional(fc.constantFrom(...types, 'nobody.sent', '*')),
      subject: optional(fc.constantFrom(...subjects, '*')),
      limit: fc.integer({ min: 1, max: 150 }),
      before: fc.option(fc.integer({ min: 1, max: everything.length + 5 }).map(BigInt)),
    })
    await fc.assert(
      fc.asyncProperty(query, async ({ limit, before, ...filter }) => {
        const found = await searchAllBack({ limit, before, ...filter })
        const older = everything.filter(({ position }) => before === null || position < before)
        expect(found.events).toEqual(older.filter((event) => passes(filter, event)).toReversed())
        expect(found.end).toBe(1n)
      }),
      { numRuns: 25 },
    )
  })

  test('through an empty log ends at once', async () => {
    const empty = await openLog((await testDatabase()).url)
    expect(await empty.log.searchBack({ before: null, limit: 10 })).toEqual({ events: [], next: 1n })
    await empty.close()
  })
})

describe('over a log longer than one reading looks at', () => {
  let before: bigint
  beforeAll(async () => {
    before = await log.head()
    await log.append([newEvent({ id: 'first', type: 'needle.lost' })])
    for (let part = 0; part < 5; part++) {
      await log.append(Array.from({ length: 5000 }, (_, each) => newEvent({ id: `hay-${part}-${each}`, type: 'hay' })))
    }
    await log.append([newEvent({ id: 'last', type: 'needle.lost' })])
  })

  test('a page back may be empty, and next moves by the window until the beginning', async () => {
    const head = await log.head()
    const first = await log.searchBack({ before: null, limit: 10, type: 'needle.*' })
    expect(first.events.map(({ id }) => id)).toEqual(['last'])
    expect(first.next).toBe(head + 1n - BigInt(window))
    const second = await log.searchBack({ before: first.next, limit: 10, type: 'needle.*' })
    expect(second.events.map(({ id }) => id)).toEqual(['first'])
    expect(second.next).toBe(1n)
  })

  test('the newest are those of the window, and of a reading that goes on all that are new', async () => {
    const all = { filter: { type: 'needle.lost' }, limit: 10 }
    const { head, erasures, goesOn, events } = await readNewest(pool, { ...all, since: null })
    expect([head, goesOn]).toEqual([await log.head(), false])
    expect(events.map(({ id }) => id)).toEqual(['last'])
    expect(await readNewest(pool, { ...all, since: { head, erasures } })).toMatchObject({ goesOn: true, events: [] })
    const further = await readNewest(pool, { ...all, since: { head: before, erasures } })
    expect([further.goesOn, further.events.map(({ id }) => id)]).toEqual([true, ['last', 'first']])
    const newest = await readNewest(pool, { filter: {}, since: { head: before, erasures }, limit: 3 })
    expect(newest.events.map(({ position }) => position)).toEqual([head, head - 1n, head - 2n])
  })
})

test('data too large for a line is left out of it', async () => {
  await log.append([
    newEvent({ id: 'small', data: { title: 'Parka' } }),
    newEvent({ id: 'large', data: { title: 'x'.repeat(100_000) } }),
  ])
  const { events } = await readNewest(pool, { filter: {}, since: null, limit: 2 })
  expect(events.map(({ id, smallData }) => [id, smallData])).toEqual([
    ['large', null],
    ['small', { title: 'Parka' }],
  ])
})
