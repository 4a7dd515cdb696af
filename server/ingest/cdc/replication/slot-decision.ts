import * as z from 'zod'
import type { DatabaseProblem } from '#contract/database.ts'
import type { Lsn } from './lsn.ts'
import { formatLsn, parseLsn } from './lsn.ts'

/*
 * What a capture by replication remembers of its slot, and what is to be done about it at a start.
 *
 *   creating ──slot is there──► copying ──copy is whole──► storing ──all rows are in the log──► following
 *      │                           │                          │                                    │
 *      └── cut short: nothing is in the log, begin again ──┘  └── cut short: goes on ──────────────┘
 *
 * That the copy is whole is kept with the copied rows, so copying and storing are one stage here.
 */
export const slotMemorySchema = z.object({
  stage: z.enum(['creating', 'copying', 'following', 'given-up']),
  slot: z.string(),
  systemId: z.string(),
  timeline: z.int(),
  /** Those that were followed last: one that is not published any more has lost changes, a new one has not. */
  tables: z.array(z.string()),
  /**
   * No change that is committed behind this is in the log, and the slot was told of nothing behind it. Where the server or
   * the slot contradicts it, they are not the ones that this capture knew.
   */
  reached: z.string().transform(parseLsn),
})
export type SlotMemory = z.infer<typeof slotMemorySchema>

/** As it is kept. */
export function writeSlotMemory(memory: SlotMemory): z.input<typeof slotMemorySchema> {
  return { ...memory, reached: formatLsn(memory.reached) }
}

export interface ServerState {
  systemId: string
  timeline: number
  /** Where the write-ahead log ends. */
  walEnd: Lsn
  /** Where this timeline branched off each of those before it. */
  branches: readonly { timeline: number; at: Lsn }[]
}

export interface SlotState {
  /** Its database is the one that is captured, and it speaks `pgoutput`. */
  isOfThisDatabase: boolean
  isActive: boolean
  confirmed: Lsn
  /** As pg_replication_slots says: reserved, extended, unreserved, lost. */
  walStatus: string | null
  /** Why the server made it useless; null when it has not. */
  invalidation: string | null
}

export type SlotDecision =
  /** A slot of ours that is of no more use goes first. */
  | { do: 'begin'; dropFirst: boolean }
  | { do: 'store-and-follow' }
  | { do: 'follow' }
  /** Tried again later, or when a person has changed something. */
  | { do: 'refuse'; code: DatabaseProblem; detail: string }
  /** Changes are missing. A slot that would keep write-ahead log for nobody is dropped. */
  | { do: 'give-up'; code: DatabaseProblem; detail: string; dropSlot: boolean }

export interface SlotSituation {
  /** Of the settings. */
  slotName: string
  /** Of the capture: 1 when nobody has ever asked for a new beginning. */
  epoch: number
  memory: SlotMemory | null
  isCopyWhole: boolean
  server: ServerState
  /** The slot that memory names, or else the settings. */
  slot: SlotState | null
}

export function decideAboutSlot(situation: SlotSituation): SlotDecision {
  const { memory, slot, isCopyWhole, slotName } = situation
  if (!memory) return decideAtBeginning(situation)
  if (memory.systemId !== situation.server.systemId) return giveUp('failed-over', 'this is another server', false)
  const isRemembered = slot !== null && isRememberedSlot(memory, slot)
  const isUnfinished = memory.stage === 'creating' || (memory.stage === 'copying' && !isCopyWhole)
  if (isUnfinished) return slot?.isActive ? inUse(memory.slot) : { do: 'begin', dropFirst: slot !== null }
  if (memory.stage === 'given-up') return giveUp('slot-given-up', 'the slot held back too much', isRemembered)
  if (memory.slot !== slotName && slot) {
    return slot.isActive ? inUse(memory.slot) : giveUp('slot-missing', 'the settings name another slot', isRemembered)
  }
  return decideAboutKnown(memory, slot, situation.server)
}

/**
 * Whether a slot of that name may be read or dropped as the one that is remembered: one of another database is not it, nor is one
 * that is further than this capture ever was, as it was made anew or somebody else has read from it. How far it is says nothing
 * until it is remembered where it began.
 */
export function isRememberedSlot(
  { stage, reached }: Pick<SlotMemory, 'stage' | 'reached'>,
  slot: Pick<SlotState, 'isOfThisDatabase' | 'confirmed'>,
): boolean {
  return slot.isOfThisDatabase && (stage === 'creating' || slot.confirmed <= reached)
}

function decideAtBeginning({ slot, slotName, epoch }: SlotSituation): SlotDecision {
  if (!slot) return { do: 'begin', dropFirst: false }
  if (slot.isActive) return inUse(slotName)
  // Before a new beginning this capture had a slot of this name; before the first one it had none.
  if (epoch > 1 && slot.isOfThisDatabase) return { do: 'begin', dropFirst: true }
  return {
    do: 'refuse',
    code: 'slot-in-use',
    detail:
      `there is a replication slot ${slotName} which this source did not make. Choose another name, ` +
      `or, if nobody needs it: select pg_drop_replication_slot('${slotName}');`,
  }
}

function decideAboutKnown(memory: SlotMemory, slot: SlotState | null, server: ServerState): SlotDecision {
  if (!slot) return giveUp('slot-missing', `somebody dropped the replication slot ${memory.slot}`, false)
  if (!isSameHistory(memory, server)) {
    const detail = 'the server was restored or promoted from before what is in the log'
    return giveUp('failed-over', detail, !slot.isActive)
  }
  if (slot.walStatus === 'lost' || slot.invalidation !== null) {
    const reason = slot.invalidation ?? 'max_slot_wal_keep_size'
    return giveUp(
      'slot-lost',
      `the server has removed write-ahead log that was still needed (${reason})`,
      !slot.isActive,
    )
  }
  if (slot.isActive) return inUse(memory.slot)
  if (!isRememberedSlot(memory, slot)) return giveUp('slot-missing', explainOther(memory.slot), false)
  return { do: memory.stage === 'following' ? 'follow' : 'store-and-follow' }
}

export function explainOther(slot: string): string {
  return `the slot ${slot} was made anew, or somebody else has read from it`
}

/** A promoted standby goes on where the old primary was, if all that is in the log had reached it. */
function isSameHistory({ timeline, reached }: SlotMemory, server: ServerState): boolean {
  if (server.timeline < timeline || server.walEnd < reached) return false
  return server.branches.every((branch) => branch.timeline < timeline || branch.at >= reached)
}

function inUse(slot: string): SlotDecision {
  return {
    do: 'refuse',
    code: 'slot-in-use',
    detail: `another connection reads from the replication slot ${slot}; give each reader a slot of its own`,
  }
}

function giveUp(code: DatabaseProblem, reason: string, dropSlot: boolean): SlotDecision {
  return { do: 'give-up', code, detail: `${reason}; changes are missing, and a new beginning is needed`, dropSlot }
}
