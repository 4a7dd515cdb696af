import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StoredEvent } from '#contract/event.ts'
import { newEventBatches } from '../testing/arbitraries.ts'
import { testDatabase } from '../testing/database.ts'
import { newEvent, openLog } from '../testing/log-fixture.ts'
import type { EventSearch } from './read.ts'

const { url } = await testDatabase()
const { log, close } = await openLog(url)
afterAll(close)

const mebibyte = 1024 * 1024
/** What one search looks at. */
const window = 20_000

/** Reads on from `next` until it no longer moves, as a client does. */
async function searchAll(search: EventSearch): Promise<{ events: StoredEvent[]; pages: number; end: bigint }> {
  const events: StoredEvent[] = []
  let after = search.after
  for (let pages = 0; ; pages++) {
    const page = await log.search({ ...search, after })
    events.push(...page.events)
    expect(page.events.length).toBeLessThanOrEqual(search.limit)
    expect(page.next).toBeGreaterThanOrEqual(page.events.at(-1)?.position ?? after)
    if (page.next === after) return { events, pages, end: after }
    after = page.next
  }
}

describe('search', () => {
  test('finds every event of a source and type once, in order, whatever the page', async () => {
    const before = await log.head()
    const sources = fc.constantFrom('shop', 'crm', 'erp')
    const [generated = []] = fc.sample(newEventBatches({ minLength: 60, maxLength: 250, sources }), 1)
    await log.append(generated)
    const everything = await log.read({ after: before, limit: 1000 })
    const query = fc.record({
      source: fc.option(sources, { nil: undefined }),
      type: fc.option(fc.constantFrom(...new Set(generated.map(({ type }) => type)), 'nobody.sent'), {
        nil: undefined,
      }),
      limit: fc.integer({ min: 1, max: 150 }),
      skipped: fc.nat({ max: everything.length }),
    })
    await fc.assert(
      fc.asyncProperty(query, async ({ source, type, limit, skipped }) => {
        const after = before + BigInt(skipped)
        const found = await searchAll({ after, limit, source, type })
        const wanted = everything
          .filter(({ position }) => position > after)
          .filter((event) => (source ?? event.source) === event.source && (type ?? event.type) === event.type)
        expect(found.events).toEqual(wanted)
        expect(found.end).toBe(await log.head())
      }),
      { numRuns: 25 },
    )
  })

  test('past the head there is nothing, and nowhere to read on', async () => {
    const past = (await log.head()) + 1000n
    expect(await log.search({ after: past, limit: 10 })).toEqual({ events: [], next: past })
  })

  test('a page ends early when its events are large, and the next one goes on behind it', async () => {
    const before = await log.head()
    const large = { text: 'x'.repeat(mebibyte / 8) }
    for (let part = 0; part < 5; part++) {
      const events = Array.from({ length: 50 }, (_, index) => newEvent({ id: `large-${part}-${index}`, data: large }))
      await log.append(events, 50 * (mebibyte / 8))
    }
    const page = await log.search({ after: before, limit: 250 })
    expect(page.events.length).toBeLessThan(250)
    expect(page.events.length).toBeGreaterThanOrEqual(64)
    expect(page.next).toBe(before + BigInt(page.events.length))
    expect((await searchAll({ after: before, limit: 250 })).events).toHaveLength(250)
  })

  describe('over a log longer than one search looks at', () => {
    let before: bigint
    beforeAll(async () => {
      before = await log.head()
      await log.append([newEvent({ id: 'first', type: 'needle.lost' })])
      for (let part = 0; part < 9; part++) {
        await log.append(
          Array.from({ length: 5000 }, (_, index) => newEvent({ id: `hay-${part}-${index}`, type: 'hay' })),
        )
      }
      await log.append([newEvent({ id: 'last', type: 'needle.lost' })])
    })

    test('a page may be empty, and next moves by the window until the end of the log', async () => {
      const first = await log.search({ after: before, limit: 10, type: 'needle.lost' })
      expect(first.events.map(({ id }) => id)).toEqual(['first'])
      expect(first.next).toBe(before + BigInt(window))
      const second = await log.search({ after: first.next, limit: 10, type: 'needle.lost' })
      expect(second).toEqual({ events: [], next: first.next + BigInt(window) })
      const { events, pages, end } = await searchAll({ after: before, limit: 10, type: 'needle.lost' })
      expect(events.map(({ id }) => id)).toEqual(['first', 'last'])
      expect([pages, end]).toEqual([3, await log.head()])
    })

    test('a full page goes on right behind its last event', async () => {
      const page = await log.search({ after: before, limit: 7, type: 'hay' })
      expect(page.next).toBe(before + 8n)
    })
  })
})
