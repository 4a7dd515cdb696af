import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { replicationConfigSchema } from '#contract/database.ts'
import { ChangeLog, RememberedCapture } from '../../../testing/captured.ts'
import type { StreamItem } from './change-stream.ts'
import { followChanges } from './follow-changes.ts'

const now = Date.parse('2026-11-27T12:00:00Z')

/** What is stored of these items, and known afterwards. */
async function follow(...items: StreamItem[]): Promise<{ log: ChangeLog; memory: RememberedCapture }> {
  const [log, memory] = [new ChangeLog(), new RememberedCapture()]
  await followChanges({
    context: {
      config: replicationConfigSchema.parse({ capture: 'replication', tables: ['public.items'] }),
      sink: log,
      memory,
      clock: { now: () => now, monotonic: () => 0 },
    },
    stream: {
      received: 0n,
      acknowledge: () => undefined,
      close: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
      async *[Symbol.asyncIterator]() {
        yield* items
      },
    },
    reach: async () => undefined,
    settle: async () => undefined,
    walEndSeen: () => 0n,
  })
  return { log, memory }
}

function message(content: unknown): StreamItem {
  return { type: 'message', prefix: 'vigie', content: JSON.stringify(content), transactional: false, lsn: 1n }
}

function changes(committedAt: number): StreamItem {
  const change = {
    id: 'e1/0/0',
    op: 'insert',
    schema: 'public',
    table: 'items',
    key: null,
    before: null,
    after: {},
    kept: [],
    omitted: [],
    committedAt,
    place: { lsn: '0/1' },
    backfill: false,
  } as const
  return { type: 'changes', changes: [change], bytes: 100, endsTransaction: true, lsn: 1n }
}

test('a canary is stored, and all before it is known', async () => {
  const canary = randomUUID()
  const { log, memory } = await follow(message({ canary, sentAt: now - 1000 }))
  expect(log.canaries).toEqual([{ id: canary, sentAt: now - 1000 }])
  expect(memory.state.asOf).toBe(now - 1000)
})

test.each([
  ['of a time that no date has', { canary: randomUUID(), sentAt: 1e300 }],
  ['of a time to come', { canary: randomUUID(), sentAt: now + 3_600_000 }],
  ['with a name that the log could not hold', { canary: '\u0000', sentAt: now }],
  ['of another form', 'hello'],
])("somebody else's message under our prefix, %s, is passed over", async (_, content) => {
  const { log, memory } = await follow(message(content), changes(now - 5000))
  expect(log.canaries).toEqual([])
  expect(log.changes).toHaveLength(1)
  expect(memory.state.asOf).toBe(now - 5000)
})

test('what a database whose clock is ahead has committed is not known for longer than until now', async () => {
  const { memory } = await follow(changes(now + 3_600_000))
  expect(memory.state).toMatchObject({ asOf: now, lastChangeAt: now + 3_600_000 })
})
