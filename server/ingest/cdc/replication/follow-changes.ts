import type * as z from 'zod'
import type { ReplicationConfig } from '#contract/database.ts'
import type { CaptureContext } from '../capture.ts'
import { splitTableName } from '../table-catalogue.ts'
import { UnderWay } from './acknowledge-in-order.ts'
import type { Arrived } from './acknowledge-in-order.ts'
import type { ChangeStream, StreamItem } from './change-stream.ts'
import { parseLsn } from './lsn.ts'
import type { Lsn } from './lsn.ts'
import { canarySchema } from './wal-watch.ts'

/*
 * From the stream into the log. Before a change is stored or a position given up, that it is reached is remembered: by that
 * a later start knows whether server and slot are still those whose changes are in the log (slot-decision.ts). What is
 * remembered is all that has been sent, so most transactions find it done.
 */

export interface Following {
  context: Pick<CaptureContext<ReplicationConfig>, 'config' | 'sink' | 'memory' | 'clock'>
  stream: ChangeStream
  /** When resolved, kept before whatever is appended to the log afterwards. */
  reach: (lsn: Lsn) => Promise<void>
  /** When resolved, on the disk that it was reached. */
  settle: (lsn: Lsn) => Promise<void>
  /** An end of the write-ahead log that somebody has seen: a decoder that is not there yet is behind. */
  walEndSeen: () => Lsn
}

/** Large transactions come in chunks of some MiB, small ones by the hundred into one append. */
const maxUnderWay = { items: 500, bytes: 8 * 1024 ** 2 }
/** Some servers say after every transaction of somebody else's that there was nothing; another one always comes. */
const minIdleGapMs = 500

/** Resolves when the stream has ended. @throws what the log or the stream throws. */
export async function followChanges(following: Following): Promise<void> {
  const { stream, context, reach } = following
  const { memory } = context
  const isWanted = tableFilter(context.config.tables)
  const underWay = new UnderWay(maxUnderWay, (arrived) => {
    if (arrived.lsn !== null) stream.acknowledge(arrived.lsn)
    memory.report({
      ...(arrived.asOf !== null && { asOf: Math.max(arrived.asOf, memory.state.asOf ?? 0) }),
      ...(arrived.changedAt !== null && { lastChangeAt: arrived.changedAt }),
    })
  })
  let reached: Lsn = 0n
  let idleAt = Number.NEGATIVE_INFINITY
  for await (const item of stream) {
    if (item.type === 'idle') {
      if (context.clock.monotonic() - idleAt < minIdleGapMs) continue
      idleAt = context.clock.monotonic()
    }
    const lsn = lsnOf(item)
    if (lsn !== null && lsn > reached) {
      reached = stream.received > lsn ? stream.received : lsn
      await reach(reached)
    }
    await underWay.add(describe(item, following), bringIn(item, following, isWanted))
  }
  await underWay.drain()
}

function lsnOf(item: StreamItem): Lsn | null {
  if (item.type !== 'changes' || item.endsTransaction) return item.lsn
  const lsn = item.changes[0]?.place['lsn']
  return typeof lsn === 'string' ? parseLsn(lsn) : null
}

/** Resolves when it is in the log, and its position may be given up. */
async function bringIn(
  item: StreamItem,
  { context: { sink, clock }, settle }: Following,
  isWanted: ReturnType<typeof tableFilter>,
): Promise<void> {
  if (item.type === 'changes') {
    await sink.store(item.changes.filter(isWanted), { endsTransaction: item.endsTransaction })
  } else if (item.type === 'message') {
    const canary = readCanary(item.content, clock.now())
    if (canary) await sink.storeCanary({ id: canary.canary, sentAt: canary.sentAt })
  }
  if (item.lsn !== null) await settle(item.lsn)
}

function describe(item: StreamItem, { context: { clock }, walEndSeen }: Following): Arrived {
  const now = clock.now()
  switch (item.type) {
    case 'changes': {
      const changedAt = item.endsTransaction ? (item.changes.at(-1)?.committedAt ?? null) : null
      // The database's clock may be ahead of ours: a line that broke would look alive until ours has caught up.
      return { lsn: item.lsn, bytes: item.bytes, asOf: changedAt && Math.min(changedAt, now), changedAt }
    }
    case 'message': {
      const asOf = readCanary(item.content, now)?.sentAt ?? null
      return { lsn: item.lsn, bytes: item.content.length, asOf, changedAt: null }
    }
    case 'idle':
      return { lsn: item.lsn, bytes: 0, asOf: item.lsn >= walEndSeen() ? now : null, changedAt: null }
  }
}

/** @returns null for what is none of ours: whoever is connected to the database may write a message with our prefix. */
function readCanary(content: string, now: number): z.infer<typeof canarySchema> | null {
  try {
    const canary = canarySchema.parse(JSON.parse(content))
    return canary.sentAt <= now ? canary : null
  } catch {
    return null
  }
}

/** A publication that somebody else made may send more than was asked for. */
function tableFilter(tables: readonly string[]): (change: { schema: string; table: string }) => boolean {
  const wanted = Map.groupBy(tables.map(splitTableName), ({ schema }) => schema)
  return (change) => wanted.get(change.schema)?.some(({ name }) => name === change.table) ?? false
}
