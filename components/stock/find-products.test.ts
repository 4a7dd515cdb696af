import { expect, test } from 'vitest'
import { meantProduct } from './find-products.ts'

const products = [
  { sku: 'PARKA', title: 'Parka' },
  { sku: 'parka', title: null },
  { sku: 'P-1', title: 'Parka Ouessant' },
]

test.each([
  ['a SKU as it is written means that one', products, 'parka', 'parka'],
  ['a whole title means its product', products, 'parka ouessant', 'P-1'],
  ['words that only one has mean that one', products.slice(2), 'oue', 'P-1'],
  ['words that several have mean none', products, 'par', null],
  ['a name that several have means none', products, 'Parka', null],
  ['nothing means nothing', [], 'parka', null],
] as const)('%s', (_rule, found, words, sku) => {
  expect(meantProduct(found, words)?.sku ?? null).toBe(sku)
})
