import { expect, test } from 'vitest'
import { UnderWay } from './acknowledge-in-order.ts'

const item = (lsn: bigint, bytes = 1) => ({ lsn, bytes, asOf: null, changedAt: null })

function arrivals(items: number, bytes = 100) {
  const arrived: (bigint | null)[] = []
  return { arrived, underWay: new UnderWay({ items, bytes }, ({ lsn }) => void arrived.push(lsn)) }
}

test('what arrives early waits for what was before it', async () => {
  const { arrived, underWay } = arrivals(10)
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  await underWay.add(item(1n), first.promise)
  await underWay.add(item(2n), second.promise)
  second.resolve()
  await second.promise
  expect(arrived).toEqual([])
  first.resolve()
  await underWay.drain()
  expect(arrived).toEqual([1n, 2n])
})

test.each([
  ['items', 2, 1],
  ['bytes', 10, 60],
])('no more is taken than may be under way, by %s', async (_, items, bytes) => {
  const { arrived, underWay } = arrivals(items)
  const first = Promise.withResolvers<void>()
  await underWay.add(item(1n, bytes), first.promise)
  let isTaken = false
  const adding = underWay.add(item(2n, bytes), Promise.resolve()).then(() => {
    isTaken = true
  })
  await new Promise(setImmediate)
  expect(isTaken).toBe(false)
  first.resolve()
  await adding
  expect(arrived[0]).toBe(1n)
})

test('after a failure nothing more is acknowledged, and whoever adds or waits is told', async () => {
  const { arrived, underWay } = arrivals(3)
  const failing = Promise.withResolvers<void>()
  await underWay.add(item(1n), failing.promise)
  await underWay.add(item(2n), Promise.resolve())
  failing.reject(new Error('the log is away'))
  await expect(underWay.drain()).rejects.toThrow('the log is away')
  await expect(underWay.add(item(3n), Promise.resolve())).rejects.toThrow('the log is away')
  expect(arrived).toEqual([])
})
