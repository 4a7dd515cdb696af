import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { DatabaseConfig } from '#contract/database.ts'
import { outboxConfigSchema, pollConfigSchema, replicationConfigSchema } from '#contract/database.ts'
import { maxDepth } from '#contract/api.ts'
import { application, CapturedDatabase } from '../../testing/captured-database.ts'
import { emptyDatabase, testDatabase } from '../../testing/database.ts'
import { capturePoll } from '../poll/capture-poll.ts'
import type { Capture } from './capture.ts'
import { captureOutbox } from './outbox/capture-outbox.ts'
import { captureByReplication } from './replication/capture-replication.ts'
import { dropSlot } from './replication/slot.ts'

const own = await testDatabase()

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const docs = [
  '{"a": "\\u0000", "b": 12345678901234567890}',
  '[ "\\ud83d" ]',
  '{"\\udc00": 1}',
  nested(maxDepth + 1),
  nested(3000),
]
const harmless = `{"smile": "\\ud83d\\ude00", "levels": ${nested(maxDepth - 1)}}`

const slot = `test_${randomUUID().replaceAll('-', '')}`
const tables = ['public.t']
// Each capture is given a config of its own mode.
const modes: { capture: Capture; config: DatabaseConfig }[] = [
  {
    capture: captureByReplication().capture as Capture,
    config: replicationConfigSchema.parse({ capture: 'replication', tables, slot }),
  },
  { capture: captureOutbox as Capture, config: outboxConfigSchema.parse({ capture: 'outbox', tables }) },
  {
    capture: capturePoll as Capture,
    config: pollConfigSchema.parse({
      capture: 'poll',
      reads: [{ table: 'public.t', key: ['id'], cursor: 'at', overlap: 0 }],
      intervalSeconds: 1,
    }),
  },
]

test.each(modes)(
  '$config.capture: json that our log could not hold is its own text, in rows that were there and in those that follow, and stops nobody',
  async ({ capture, config }) => {
    const { url, drop } = await emptyDatabase()
    await using db = await application(url)
    await db.query('create table t (id int primary key, at int, doc json, docs jsonb, note text)')
    const insert = async (from: number) => {
      for (const [index, doc] of [...docs, harmless].entries()) {
        await db.query('insert into t values ($1, $1, $2, $3, $4)', [from + index, doc, nested(100), 'a "b"\n\\u0000'])
      }
    }
    await insert(1)
    const captured = new CapturedDatabase({ capture, config, url, ownUrl: own.url })
    captured.start()
    await captured.whenCaughtUp()
    await insert(11)
    await captured.log.when(({ changes }) => changes.length >= 12)
    await captured.close()
    await dropSlot(db, slot)
    const rows = captured.log.changes.map(({ key, after }) => ({
      key,
      doc: after?.['doc'],
      docs: after?.['docs'],
      note: after?.['note'],
    }))
    const expected = (from: number) =>
      [...docs, JSON.parse(harmless)].map((doc: unknown, index) => ({
        key: { id: from + index },
        doc,
        docs: nested(100),
        note: 'a "b"\n\\u0000',
      }))
    expect(rows).toEqual([...expected(1), ...expected(11)])
    await drop()
  },
)
