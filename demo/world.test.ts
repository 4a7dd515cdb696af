import { expect, test } from 'vitest'
import { sourceSlugSchema } from '#contract/event.ts'
import { createSourceSchema } from '#contract/api.ts'
import { demoSources } from './sources.ts'
import { products, variants } from './products.ts'
import { places, stores } from './world.ts'

test('there are 23 stores, and no two of anything', () => {
  expect(stores).toHaveLength(23)
  expect(new Set(stores.map(({ id }) => id)).size).toBe(23)
  expect(new Set(variants.map(({ sku }) => sku)).size).toBe(variants.length)
})

test('every place lies where France does', () => {
  const elsewhere = places.filter(
    ({ latitude, longitude }) => latitude < 42 || latitude > 51.2 || longitude < -5 || longitude > 8.3,
  )
  expect(elsewhere).toEqual([])
})

test('what is sold leaves less than its price without tax', () => {
  expect(products.filter(({ priceCents, marginCents }) => marginCents <= 0 || marginCents >= priceCents / 1.2)).toEqual(
    [],
  )
})

test('every source can be created as it is', () => {
  for (const source of demoSources) {
    expect(createSourceSchema.safeParse(source).error).toBeUndefined()
    expect(sourceSlugSchema.safeParse(source.slug).success).toBe(true)
  }
})
