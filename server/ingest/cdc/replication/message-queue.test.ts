import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MessageQueue } from './message-queue.ts'
import type { ServerMessage } from './standby-messages.ts'

const data = (text: string): ServerMessage => ({ type: 'data', start: 0n, payload: Buffer.from(text) })
const keepalive = (walEnd: bigint): ServerMessage => ({ type: 'keepalive', walEnd, replyRequested: false })

test('messages come out in order, whenever they are taken', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 5000, size: 'max' }), (adds) => {
      const queue = new MessageQueue()
      let added = 0
      let taken = 0
      for (const isAdd of adds) {
        if (isAdd) queue.add(data(String(added++)))
        else {
          const message = queue.take()
          if (message?.type === 'data') expect(message.payload.toString()).toBe(String(taken++))
          else expect(taken).toBe(added)
        }
      }
      while (!queue.isEmpty) if (queue.take()) taken++
      expect([taken, queue.bytes]).toEqual([added, 0])
    }),
  )
})

test('of keepalives in a row the last is kept, and none goes before a message that came first', () => {
  const queue = new MessageQueue()
  for (const message of [keepalive(1n), keepalive(2n), data('a'), keepalive(3n), keepalive(4n)]) queue.add(message)
  expect(queue.take()).toEqual({ type: 'keepalive', walEnd: 2n })
  expect(queue.take()).toEqual({ type: 'data', payload: Buffer.from('a') })
  expect(queue.take()).toEqual({ type: 'keepalive', walEnd: 4n })
  expect(queue.take()).toBeUndefined()
})

test('a message does not change with the memory it arrived in', () => {
  const queue = new MessageQueue()
  const memory = Buffer.from('first')
  queue.add({ type: 'data', start: 0n, payload: memory })
  memory.write('later')
  expect(queue.take()).toEqual({ type: 'data', payload: Buffer.from('first') })
})

test('the bytes that wait are counted', () => {
  const queue = new MessageQueue()
  queue.add(data('x'.repeat(1000)))
  expect(queue.bytes).toBeGreaterThanOrEqual(1000)
  queue.clear()
  expect([queue.bytes, queue.isEmpty]).toEqual([0, true])
})
