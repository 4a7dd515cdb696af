import { once } from 'node:events'
import type pg from 'pg'
import type { ReplicationConfig } from '#contract/database.ts'
import type { CaptureContext } from '../capture.ts'
import { CaptureError } from '../capture.ts'
import type { CaptureMode } from '../capture-modes.ts'
import { declareGap, declaringGaps } from '../declare-gap.ts'
import { beginSlot } from './begin-slot.ts'
import { changeStream } from './change-stream.ts'
import { followChanges } from './follow-changes.ts'
import { Lines } from './lines.ts'
import type { Lsn } from './lsn.ts'
import { readPublication } from './publication.ts'
import { dropKnownSlot, releaseSlot } from './release-slot.ts'
import type { ServerState, SlotDecision } from './slot-decision.ts'
import { decideAboutSlot } from './slot-decision.ts'
import { SlotRecord } from './slot-record.ts'
import {
  dropSlot,
  endOwnReaders,
  openReplication,
  readServer,
  readSlot,
  readSystemId,
  requireLogicalReplication,
} from './slot.ts'
import type { WalWatchOptions } from './wal-watch.ts'
import { lookAtWal, watchWal } from './wal-watch.ts'
import { explainMissing, lookAtTables } from './watch-tables.ts'

/*
 * The capture by logical replication.
 *
 *   preparing ──► copying ──► storing ──► following
 *       │            └────────────┴──────────┴──► given up: the slot is gone, or would have filled the database's disk
 *       └── what a start finds decides where it goes on (slot-decision.ts)
 *
 * From the moment that there may be a slot, what it keeps is watched, whatever else goes on or does not.
 */
export function captureByReplication(pace: Pace = {}): CaptureMode<ReplicationConfig> {
  return {
    capture: (context) => declaringGaps(context, () => capture({ ...context, pace })),
    whilePaused: (context) => declaringGaps(context, () => watchPausedSlot({ ...context, pace })),
    beforeNewBeginning: dropKnownSlot,
    release: releaseSlot,
  }
}

/** How often the watch looks, and beats. */
type Pace = Pick<WalWatchOptions, 'intervalMs' | 'heartbeatMs'>

interface Context extends CaptureContext<ReplicationConfig> {
  pace: Pace
}

async function capture(context: Context): Promise<never> {
  const record = SlotRecord.of(context.memory)
  const isPublished = await prepare(context, record)
  let walEnd: Lsn = 0n
  const onLook = (seen: Lsn) => {
    walEnd = seen
  }
  const slot = record.known?.slot ?? context.config.slot
  try {
    await underWatch({ context, record, slot, during: 'following', onLook }, (signal) =>
      storeAndFollow({ ...context, signal }, { record, walEndSeen: () => walEnd }),
    )
  } catch (error) {
    if (isPublished && isOfPublication(error)) await giveUpUnpublished(context, slot, error)
    throw error
  }
  context.signal.throwIfAborted()
  throw new CaptureError('connection-lost', 'the stream of changes has ended')
}

/**
 * What a start finds, and a beginning where one is needed. Afterwards the rows of the copy are staged, or in the log.
 *
 * @returns whether there was a publication when this was over.
 */
async function prepare(context: Context, record: SlotRecord): Promise<boolean> {
  const { connection, memory, signal, config, snapshots, source } = context
  memory.report({ phase: 'preparing' })
  await using lines = new Lines(context)
  const client = await lines.open(() => connection.connect('setup'))
  await lookFirst(client, context, record)
  await requireLogicalReplication(client)
  const replication = await lines.open(() => openReplication(connection))
  const server = await readServer(replication)
  const known = record.known
  const slotName = known?.slot ?? config.slot
  if (known) await endOwnReaders(client, { slot: slotName, source })
  const slot = await readSlot(client, slotName)
  const isCopyWhole = known !== null && (await snapshots.isFinished())
  signal.throwIfAborted()
  const decision = decideAboutSlot({
    slotName: config.slot,
    epoch: memory.epoch,
    memory: known,
    isCopyWhole,
    server,
    slot,
  })
  return await carryOut(decision, { context, record, client, replication, server })
}

/**
 * Before anything that may keep a start from following. On a server that is another one, or does not say which one it is, the slot
 * may be anybody's.
 */
async function lookFirst(client: pg.Client, context: Context, record: SlotRecord): Promise<void> {
  const { known } = record
  if (!known || known.systemId !== (await readSystemId(client).catch(() => null))) return
  await lookAtWal(client, {
    context,
    slot: known.slot,
    known: () => record.known,
    beforeDrop: () => record.change({ stage: 'given-up' }),
  })
}

interface Preparing {
  context: Context
  record: SlotRecord
  client: pg.Client
  replication: pg.Client
  server: ServerState
}

/** @returns whether there is a publication now. */
async function carryOut(decision: SlotDecision, preparing: Preparing): Promise<boolean> {
  const { context, record, client } = preparing
  const slot = record.known?.slot ?? context.config.slot
  switch (decision.do) {
    case 'begin':
      if (decision.dropFirst) await dropSlot(client, slot)
      await underWatch({ context, record, slot: context.config.slot, during: 'beginning' }, (signal) =>
        beginSlot({ ...preparing, context: { ...context, signal } }),
      )
      return true
    case 'store-and-follow':
    case 'follow':
      return resume(preparing)
    case 'refuse':
      throw new CaptureError(decision.code, decision.detail)
    case 'give-up':
      if (decision.dropSlot) await dropSlot(client, slot)
      throw new CaptureError(decision.code, decision.detail, { givesUp: true })
  }
}

/**
 * A table that was followed before must have been published all the time; one that is new in the settings is from now on.
 *
 * @returns whether there is a publication now.
 */
async function resume({ context, record, client, server }: Preparing): Promise<boolean> {
  const { config, memory, clock } = context
  const { missing, problem } = await lookAtTables(client, config)
  const lost = missing.filter((table) => record.known?.tables.includes(table))
  if (problem) memory.reportProblem(problem)
  if (lost.length > 0) {
    const mended = explainMissing(lost, config)
    const now = clock.now()
    declareGap(memory, { reason: mended.code, now, to: now })
    memory.reportProblem(mended)
  }
  await record.change({ tables: config.tables, timeline: server.timeline })
  return (await readPublication(client, config.publication)) !== null
}

async function storeAndFollow(
  context: Context,
  { record, walEndSeen }: { record: SlotRecord; walEndSeen: () => Lsn },
): Promise<void> {
  const { connection, snapshots, memory, config, signal, clock } = context
  if (record.known?.stage === 'copying') {
    await snapshots.store(signal)
    await record.change({ stage: 'following' })
  }
  const slot = record.known?.slot ?? config.slot
  await using stream = await changeStream({
    connection,
    slot,
    publication: config.publication,
    epoch: memory.epoch,
    signal,
    clock,
  })
  memory.report({ phase: 'following' })
  await followChanges({
    context,
    stream,
    reach: (lsn) => record.reach(lsn),
    settle: (lsn) => record.settle(lsn),
    walEndSeen,
  })
}

function isOfPublication(error: unknown): boolean {
  return error instanceof CaptureError && error.code === 'publication-missing'
}

/**
 * A change is decoded with the catalogue of when it was written: one that was written while there was no publication stops
 * every stream, whatever was made since, and the slot never gets past it.
 */
async function giveUpUnpublished(context: Context, slot: string, cause: unknown): Promise<never> {
  await using lines = new Lines(context)
  await dropSlot(await lines.open(() => context.connection.connect('setup')), slot)
  const detail =
    `the publication ${context.config.publication} was gone for a while; changes that were made meanwhile are missing, ` +
    'and a new beginning is needed'
  throw new CaptureError('publication-missing', detail, { cause, givesUp: true })
}

interface UnderWatch extends Pick<WalWatchOptions, 'slot' | 'during' | 'onLook'> {
  context: Context
  record: SlotRecord
}

/** Does the work while the slot is watched. When the watch gives the slot up, the work ends and the watch says why. */
async function underWatch(
  { context, record, ...watching }: UnderWatch,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const ends = { work: new AbortController(), watch: new AbortController() }
  let isGivenUp = false
  const watch = watchWal({
    ...watching,
    ...context.pace,
    known: () => record.known,
    context: { ...context, signal: AbortSignal.any([context.signal, ends.watch.signal]) },
    beforeDrop: async () => {
      isGivenUp = true
      ends.work.abort(new Error('the slot is given up'))
      await record.change({ stage: 'given-up' })
    },
  })
  const working = work(AbortSignal.any([context.signal, ends.work.signal]))
  try {
    const first = Promise.race([working, watch])
    await Promise.allSettled([first])
    // The work ends with whatever a dropped slot does to it, before the slot is gone.
    await (isGivenUp ? watch : first)
  } finally {
    ends.work.abort(new Error('the capture ends'))
    ends.watch.abort(new Error('the capture ends'))
    await Promise.allSettled([working, watch])
  }
}

async function watchPausedSlot(context: Context): Promise<never> {
  const record = SlotRecord.of(context.memory)
  const { known } = record
  if (!known) return untilAborted(context.signal)
  return watchWal({
    ...context.pace,
    context,
    slot: known.slot,
    known: () => record.known,
    // A beginning that was cut short may not have come to its slot.
    during: known.stage === 'creating' ? 'beginning' : 'pause',
    beforeDrop: () => record.change({ stage: 'given-up' }),
  })
}

async function untilAborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort')
  signal.throwIfAborted()
  throw new Error('it ends with the signal')
}
