import { expect, test } from 'vitest'
import type { ServerState, SlotDecision, SlotMemory, SlotSituation, SlotState } from './slot-decision.ts'
import { decideAboutSlot, isRememberedSlot, slotMemorySchema, writeSlotMemory } from './slot-decision.ts'

const server: ServerState = { systemId: '7', timeline: 1, walEnd: 500n, branches: [] }
const slot: SlotState = {
  isOfThisDatabase: true,
  isActive: false,
  confirmed: 100n,
  walStatus: 'reserved',
  invalidation: null,
}
const memory: SlotMemory = {
  stage: 'following',
  slot: 'vigie',
  systemId: '7',
  timeline: 1,
  tables: ['public.orders'],
  reached: 200n,
}
const known: SlotSituation = { slotName: 'vigie', epoch: 1, memory, isCopyWhole: true, server, slot }
const at = (stage: SlotMemory['stage']) => ({ ...memory, stage })

test.each([
  ['as it was left', slot, true],
  ['of another database', { ...slot, isOfThisDatabase: false }, false],
  ['further than this capture ever was', { ...slot, confirmed: 201n }, false],
])('a slot %s is the remembered one: %s', (_title, found, expected) => {
  expect(isRememberedSlot(memory, found)).toBe(expected)
  expect(decideAboutSlot({ ...known, memory: at('given-up'), slot: found })).toMatchObject({ dropSlot: expected })
  expect(decideAboutSlot({ ...known, slotName: 'other', slot: found })).toMatchObject({ dropSlot: expected })
})

test.each([
  ['creating', true],
  ['copying', false],
] as const)(
  'of a beginning that is cut short while %s, a slot that is further is the remembered one: %s',
  (stage, expected) => {
    expect(isRememberedSlot(at(stage), { ...slot, confirmed: 201n })).toBe(expected)
  },
)

type Row = [title: string, situation: Partial<SlotSituation>, decision: SlotDecision['do'], code?: string]

const table: Row[] = [
  // A beginning.
  ['nothing is known and no slot is there', { memory: null, slot: null }, 'begin'],
  ['nothing was ever made, but a slot of that name is there', { memory: null }, 'refuse', 'slot-in-use'],
  ['a new beginning finds the slot of the one before', { memory: null, epoch: 2 }, 'begin'],
  ['a new beginning finds a slot that is read', busy({ memory: null, epoch: 2 }), 'refuse', 'slot-in-use'],
  [
    'a new beginning finds a slot of another database',
    { memory: null, epoch: 2, slot: { ...slot, isOfThisDatabase: false } },
    'refuse',
    'slot-in-use',
  ],
  // Cut short before the copy was whole.
  ['the slot was to be made and is not there', { memory: at('creating'), isCopyWhole: false, slot: null }, 'begin'],
  ['the slot was to be made and is there', { memory: at('creating'), isCopyWhole: false }, 'begin'],
  ['the copy is not whole', { memory: at('copying'), isCopyWhole: false }, 'begin'],
  ['the copy is not whole and the slot is gone', { memory: at('copying'), isCopyWhole: false, slot: null }, 'begin'],
  ['the copy is not whole and the slot is lost', invalid({ memory: at('copying'), isCopyWhole: false }), 'begin'],
  [
    'the copy is not whole and the slot is read',
    busy({ memory: at('copying'), isCopyWhole: false }),
    'refuse',
    'slot-in-use',
  ],
  [
    'the copy is not whole and the slot was to have another name',
    { memory: at('copying'), isCopyWhole: false, slotName: 'other' },
    'begin',
  ],
  // The copy is whole.
  ['the copy is whole', { memory: at('copying') }, 'store-and-follow'],
  ['the copy is whole and the slot is gone', { memory: at('copying'), slot: null }, 'give-up', 'slot-missing'],
  ['the copy is whole and the slot is lost', invalid({ memory: at('copying') }), 'give-up', 'slot-lost'],
  ['the copy is whole and the slot is read', busy({ memory: at('copying') }), 'refuse', 'slot-in-use'],
  // Following.
  ['everything is as it was', {}, 'follow'],
  ['everything is in the log that the slot has sent', { slot: { ...slot, confirmed: 200n } }, 'follow'],
  ['the slot is gone', { slot: null }, 'give-up', 'slot-missing'],
  ['the slot is read', busy({}), 'refuse', 'slot-in-use'],
  ['the slot has a new name in the settings', { slotName: 'other' }, 'give-up', 'slot-missing'],
  ['the slot that is to have a new name is read', busy({ slotName: 'other' }), 'refuse', 'slot-in-use'],
  ['the slot keeps too little', { slot: { ...slot, walStatus: 'lost' } }, 'give-up', 'slot-lost'],
  ['the slot was made useless', invalid({}), 'give-up', 'slot-lost'],
  ['the slot is about to be lost', { slot: { ...slot, walStatus: 'unreserved' } }, 'follow'],
  ['somebody made the slot anew', { slot: { ...slot, confirmed: 201n } }, 'give-up', 'slot-missing'],
  ['it is of another database', { slot: { ...slot, isOfThisDatabase: false } }, 'give-up', 'slot-missing'],
  ['it was given up, and dropped', { memory: at('given-up'), slot: null }, 'give-up', 'slot-given-up'],
  ['it was given up, and is still there', { memory: at('given-up') }, 'give-up', 'slot-given-up'],
  // The server.
  ['it is another server', on({ systemId: '8' }), 'give-up', 'failed-over'],
  ['another server, and the copy is not whole', on({ systemId: '8' }, at('copying')), 'give-up', 'failed-over'],
  ['its log ends before what is in ours', on({ walEnd: 199n }), 'give-up', 'failed-over'],
  ['its timeline is older', on({}, { ...memory, timeline: 2 }), 'give-up', 'failed-over'],
  ['a standby was promoted that had it all', on({ timeline: 2, branches: [{ timeline: 1, at: 200n }] }), 'follow'],
  [
    'a standby was promoted that lacks some of it',
    on({ timeline: 2, branches: [{ timeline: 1, at: 199n }] }),
    'give-up',
    'failed-over',
  ],
  [
    'the second of two promotions lacks some of it',
    on({
      timeline: 3,
      branches: [
        { timeline: 1, at: 300n },
        { timeline: 2, at: 199n },
      ],
    }),
    'give-up',
    'failed-over',
  ],
  [
    'a promotion from before the capture began says nothing',
    on({ timeline: 2, branches: [{ timeline: 1, at: 50n }] }, { ...memory, timeline: 2 }),
    'follow',
  ],
]

function busy(situation: Partial<SlotSituation>): Partial<SlotSituation> {
  return { ...situation, slot: { ...slot, isActive: true } }
}

function invalid(situation: Partial<SlotSituation>): Partial<SlotSituation> {
  return { ...situation, slot: { ...slot, invalidation: 'wal_removed' } }
}

function on(change: Partial<ServerState>, remembered = memory): Partial<SlotSituation> {
  return { server: { ...server, ...change }, memory: remembered, isCopyWhole: remembered.stage === 'following' }
}

test.each(table)('%s', (_title, situation, expected, code) => {
  const decision = decideAboutSlot({ ...known, ...situation })
  expect([decision.do, 'code' in decision ? decision.code : undefined]).toEqual([expected, code])
})

test('a slot of ours that is of no more use is dropped; one on another server, or one that is not ours, never', () => {
  const dropped = (situation: Partial<SlotSituation>) => {
    const decision = decideAboutSlot({ ...known, ...situation })
    return decision.do === 'begin' ? decision.dropFirst : decision.do === 'give-up' && decision.dropSlot
  }
  expect(dropped({ memory: null, epoch: 2 })).toBe(true)
  expect(dropped({ memory: at('copying'), isCopyWhole: false })).toBe(true)
  expect(dropped({ slotName: 'other' })).toBe(true)
  expect(dropped({ memory: at('given-up') })).toBe(true)
  expect(dropped(invalid({}))).toBe(true)
  expect(dropped(on({ walEnd: 199n }))).toBe(true)
  expect(dropped(on({ systemId: '8' }))).toBe(false)
  expect(dropped({ slot: { ...slot, confirmed: 201n } })).toBe(false)
  expect(dropped({ memory: null })).toBe(false)
})

test('what is remembered comes back from JSON as it was', () => {
  const kept: unknown = JSON.parse(JSON.stringify(writeSlotMemory({ ...memory, reached: 2n ** 63n })))
  expect(slotMemorySchema.parse(kept)).toEqual({ ...memory, reached: 2n ** 63n })
})
