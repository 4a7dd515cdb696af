import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BatchItem } from './batch.ts'
import { Batching, bodyOf, fitsAlone } from './batch.ts'

const limits = { maxItems: 5, maxBytes: 200 }

const item = fc
  .string({ unit: fc.constantFrom('a', '"', 'é', '漢', '👩'), maxLength: 40, size: 'max' })
  .map((text) => ({ json: JSON.stringify(text) }))
  .filter((candidate) => fitsAlone(candidate, limits))

function batchesOf(items: readonly BatchItem[]): BatchItem[][] {
  const batching = new Batching(limits)
  const full = items.flatMap((next) => {
    const complete = batching.add(next)
    return complete ? [complete] : []
  })
  return [...full, batching.take()]
}

test('batches hold every item once, in order, and each body is within both limits in UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 100, size: 'max' }), (items) => {
      const batches = batchesOf(items)
      expect(batches.flat()).toEqual(items)
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(limits.maxItems)
        expect(Buffer.byteLength(bodyOf(batch))).toBeLessThanOrEqual(limits.maxBytes)
      }
    }),
    { seed: 1 },
  )
})

test('a batch is only closed because the next item does not fit in it', () => {
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 100 }), (items) => {
      const batches = batchesOf(items)
      for (const [index, batch] of batches.entries()) {
        const [next] = batches[index + 1] ?? []
        if (!next) continue
        const together = [...batch, next]
        expect(together.length > limits.maxItems || Buffer.byteLength(bodyOf(together)) > limits.maxBytes).toBe(true)
      }
    }),
    { seed: 2 },
  )
})

test('an item fits alone exactly when a body with nothing else is within the limit', () => {
  for (const length of [195, 196, 197]) {
    const candidate = { json: JSON.stringify('x'.repeat(length)) }
    expect(fitsAlone(candidate, limits)).toBe(Buffer.byteLength(bodyOf([candidate])) <= limits.maxBytes)
  }
})
