import { expect, test } from 'vitest'
import { RememberedCapture } from '../../../testing/captured.ts'
import { writeSlotMemory } from './slot-decision.ts'
import type { SlotMemory } from './slot-decision.ts'
import { SlotRecord } from './slot-record.ts'

const following: SlotMemory = {
  stage: 'following',
  slot: 'vigie',
  systemId: '1',
  timeline: 1,
  tables: ['public.orders'],
  reached: 10n,
}

function open() {
  const memory = new RememberedCapture()
  memory.position = writeSlotMemory(following)
  const writes: boolean[] = []
  const { remember } = memory
  memory.remember = (position, how = { durable: true }) => {
    writes.push(how.durable)
    return remember.call(memory, position, how)
  }
  return { record: SlotRecord.of(memory), memory, writes }
}

test('what is reached waits for no disk, and what was reached before is not written again', async () => {
  const { record, memory, writes } = open()
  await record.reach(20n)
  await record.reach(20n)
  await record.reach(15n)
  expect(writes).toEqual([false])
  expect(memory.position).toMatchObject({ reached: '0/14' })
})

test('all who give positions up meanwhile share one write to the disk, and later ones up to there need none', async () => {
  const { record, writes } = open()
  await record.reach(20n)
  await Promise.all([record.settle(11n), record.settle(12n), record.settle(20n)])
  await record.settle(19n)
  expect(writes).toEqual([false, true])
})

test('a position that an earlier process left is not taken for one on the disk', async () => {
  const { record, writes } = open()
  await record.settle(10n)
  expect(writes).toEqual([true])
})

test('a position that was not reached is never given up', async () => {
  const { record } = open()
  await expect(record.settle(11n)).rejects.toThrow('not reached')
})

test('a change that is made while another is written keeps both', async () => {
  const { record, memory } = open()
  await Promise.all([record.reach(20n), record.change({ stage: 'given-up' }), record.settle(10n)])
  expect(memory.position).toMatchObject({ reached: '0/14', stage: 'given-up' })
})

test('a write that fails fails its caller only', async () => {
  const { record, memory } = open()
  memory.beforeRemember = () => {
    throw new Error('the database is away')
  }
  await expect(record.reach(20n)).rejects.toThrow('away')
  memory.beforeRemember = () => undefined
  await record.reach(20n)
  expect(record.known?.reached).toBe(20n)
})
