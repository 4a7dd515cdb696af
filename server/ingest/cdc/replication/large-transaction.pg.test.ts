import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { replicatedDatabase } from '../../../testing/replicated-database.ts'

const mebibyte = 1024 ** 2

setFlagsFromString('--expose-gc')
// What the flag above makes is a function without arguments.
const collectGarbage = runInNewContext('gc') as () => void

function memoryBytes(): number {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

test('a transaction of 100,000 rows goes through in order, and little of it is held at a time', async () => {
  const database = await replicatedDatabase('create table t (id int primary key, a text)')
  const rows = 100_000
  await database.run(`insert into t select i, repeat('x', 1000) from generate_series(1, ${rows}) i`)
  const stream = await database.stream()
  const before = memoryBytes()
  let seen = 0
  let chunks = 0
  let mostBytes = 0
  for await (const item of stream) {
    if (item.type !== 'changes') continue
    expect(item.changes.length).toBeLessThanOrEqual(1000)
    for (const { place, after } of item.changes) {
      if (place['index'] !== seen || after?.['id'] !== seen + 1) throw new Error(`change ${seen} is not in its place`)
      seen += 1
    }
    if (chunks++ % 10 === 0) mostBytes = Math.max(mostBytes, memoryBytes() - before)
    if (item.endsTransaction) break
  }
  expect(seen).toBe(rows)
  // All rows are 100 MB; what waits is 8, a chunk 4.
  expect(mostBytes).toBeLessThan(50 * mebibyte)
})
