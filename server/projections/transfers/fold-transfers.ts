import * as z from 'zod'
import type { StoredEvent } from '#contract/event.ts'
import { eventCatalogue } from '#contract/event.ts'
import {
  acceptedTransferSchema,
  changedTransferSchema,
  expiredTransferSchema,
  proposedTransferSchema,
  rejectedTransferSchema,
  settledTransferSchema,
} from '#contract/transfers.ts'
import type { ExpiryReason } from '#contract/transfers.ts'
import { ownSource } from '../../ingest/own-sources.ts'
import { keyOf, placeKey } from '../stock/read-fact.ts'
import type { TransferRecord } from './transfer-record.ts'
import type { TransferStep } from './transfer-states.ts'
import { transferStates } from './transfer-states.ts'

/*
 * What becomes of transfers, event by event. What people and the watch decide is believed of Vigie's own source only. The
 * units of an accepted one are on their way until the level of its taker rises other than by a delivery; the one that was
 * accepted first comes first.
 */
export const transferEvents = [
  'transfer.proposed',
  'transfer.changed',
  'transfer.accepted',
  'transfer.rejected',
  'transfer.expired',
  'transfer.settled',
] as const

/** Changes the records of `transfers`, by id, in place. @returns the ids of those that changed. */
export function foldTransfers(transfers: Map<string, TransferRecord>, events: readonly StoredEvent[]): Set<string> {
  const changed = new Set<string>()
  for (const event of events) {
    const next = event.type === 'stock.changed' ? afterLevel(transfers, event) : afterStep(transfers, event)
    for (const record of next) {
      transfers.set(record.id, record)
      changed.add(record.id)
    }
  }
  return changed
}

/** Which transfer an event is about; null when it is none of ours. */
export function transferOf({ type, source, data }: StoredEvent): string | null {
  if (source !== ownSource || !type.startsWith('transfer.')) return null
  return z.object({ transfer: z.string() }).safeParse(data).data?.transfer ?? null
}

/** A level as it is, or how it has changed. */
interface LevelChange {
  sku: string
  place: string
  onHand: number | undefined
  delta: number | undefined
  before: number | undefined
  version: number | undefined
  reason: string | undefined
}

/** SKU and place are called as the fold of stock calls them: proposals are made from its tables. */
export function levelOf(event: StoredEvent): LevelChange | null {
  if (event.type !== 'stock.changed' || event.synthetic) return null
  const { data } = eventCatalogue['stock.changed'].safeParse(event.data)
  const sku = keyOf(data?.sku)
  if (data === undefined || sku === undefined) return null
  const { onHand, delta, before, version, reason } = data
  return { sku, place: placeKey(event, data), onHand, delta, before, version, reason }
}

function afterStep(transfers: ReadonlyMap<string, TransferRecord>, event: StoredEvent): TransferRecord[] {
  const id = transferOf(event)
  if (id === null) return []
  const record = transfers.get(id)
  if (event.type === 'transfer.proposed') return record ? [] : proposed(event)
  const step = stepOf(event)
  const state = record && step ? transferStates[record.state][step.name] : null
  return record && step && state ? [{ ...record, ...step.change, state, position: event.position }] : []
}

function proposed({ data, occurredAt, position }: StoredEvent): TransferRecord[] {
  const parsed = proposedTransferSchema.safeParse(data)
  if (!parsed.success) return []
  const { transfer: id, ...proposal } = parsed.data
  const unknown = { takerOnHand: null, takerSaidAt: null, takerToldAt: null, takerVersion: null }
  const undecided = { ...unknown, decidedAt: null, decidedBy: null, reason: null, arrivedAt: null }
  const unsettled = { savedUnits: null, savedMinor: null, settledAt: null }
  return [
    {
      id,
      ...proposal,
      isSetByPerson: false,
      ...undecided,
      ...unsettled,
      state: 'proposed',
      proposedAt: occurredAt,
      position,
    },
  ]
}

const neverArrived: ExpiryReason = 'never-arrived'

interface Step {
  name: TransferStep
  change: Partial<TransferRecord>
}

function stepOf({ type, data, occurredAt: at }: StoredEvent): Step | null {
  const name = type.slice('transfer.'.length)
  const read = Object.hasOwn(changes, name) ? changes[name as keyof typeof changes] : null // hasOwn has just proved it
  const change = read?.(data, at)
  if (!change) return null
  // Whoever was faster has accepted it: that a proposal no longer fits says nothing of units on their way.
  if ('reason' in change && change.reason === neverArrived && name === 'expired') return { name: 'given-up', change }
  return { name: name as keyof typeof changes, change } // as above
}

/** By the step that an event names, what it changes; undefined where its data do not say it. */
const changes = {
  changed: (data: unknown) => {
    const changed = changedTransferSchema.safeParse(data).data
    if (!changed) return undefined
    const { units, costMinor, savesMinor } = changed
    return { units, isSetByPerson: true, costMinor, savesMinor }
  },
  accepted: (data: unknown, at: number) => {
    const accepted = acceptedTransferSchema.safeParse(data).data
    if (!accepted) return undefined
    const { by, units, takerOnHand } = accepted
    return { units, takerOnHand, takerSaidAt: at, takerToldAt: at, decidedAt: at, decidedBy: by }
  },
  rejected: (data: unknown, at: number) => {
    const rejected = rejectedTransferSchema.safeParse(data).data
    return rejected && { reason: rejected.reason, decidedAt: at, decidedBy: rejected.by }
  },
  expired: (data: unknown, at: number) => {
    const expired = expiredTransferSchema.safeParse(data).data
    return expired && { reason: expired.reason, decidedAt: at }
  },
  settled: (data: unknown, at: number) => {
    const settled = settledTransferSchema.safeParse(data).data
    return settled && { savedUnits: settled.savedUnits, savedMinor: settled.savedMinor, settledAt: at }
  },
}

function afterLevel(transfers: ReadonlyMap<string, TransferRecord>, event: StoredEvent): TransferRecord[] {
  const level = levelOf(event)
  if (!level) return []
  const coming = [...transfers.values()]
    .filter(({ state, sku, to }) => state === 'accepted' && sku === level.sku && to === level.place)
    // A level that was counted before says nothing of what has come since.
    .filter(({ decidedAt }) => event.occurredAt >= (decidedAt ?? 0))
    .filter((record) => level.before !== undefined || !isOld(record, level, event.occurredAt))
    .toSorted((a, b) => (a.decidedAt ?? 0) - (b.decidedAt ?? 0) || (a.position < b.position ? -1 : 1))
  const [first] = coming
  if (!first) return []
  const { rises, takerOnHand } = riseOf(level, first.takerOnHand)
  const arrives = rises && level.reason !== 'delivery'
  return coming.map((record) => {
    const isLate = isOld(record, level, event.occurredAt)
    const known = isLate ? record : { ...record, takerOnHand, ...saidBy(record, level, event.occurredAt) }
    const told = { ...known, position: event.position }
    return record === first && arrives ? { ...told, state: 'arrived' as const, arrivedAt: event.occurredAt } : told
  })
}

/**
 * Whether it was counted before what is known, and only comes late: a level beside what has changed since would look like the
 * arrival of a lorry that is still on its way, and a difference is in the level that was stated since. As for stock, versions
 * count where there are any: clocks may be wrong. What says what was there before it says by itself whether something has come.
 */
function isOld({ takerSaidAt, takerToldAt, takerVersion }: TransferRecord, level: LevelChange, at: number): boolean {
  if (level.version !== undefined && takerVersion !== null) return level.version < takerVersion
  return at < ((level.onHand === undefined ? takerSaidAt : (takerToldAt ?? takerSaidAt)) ?? 0)
}

/** A difference leaves open how old it is: one of before it may still come, and is not in it. */
function saidBy(known: TransferRecord, { onHand, version }: LevelChange, at: number) {
  const takerVersion = version ?? known.takerVersion
  if (onHand !== undefined) return { takerSaidAt: at, takerToldAt: at, takerVersion }
  return { takerToldAt: Math.max(known.takerToldAt ?? 0, at), takerVersion }
}

function riseOf({ onHand, delta, before }: LevelChange, known: number | null) {
  if (onHand !== undefined) {
    const was = before ?? known
    return { rises: was !== null && onHand > was, takerOnHand: onHand }
  }
  if (delta === undefined) return { rises: false, takerOnHand: known }
  return { rises: delta > 0, takerOnHand: known === null ? null : known + delta }
}
