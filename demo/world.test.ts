import { expect, test } from 'vitest'
import { sourceSlugSchema } from '#contract/event.ts'
import { createSourceSchema } from '#contract/api.ts'
import { demoSources } from './sources.ts'
import { stores, variants } from './world.ts'

test('there are 23 stores, and no two of anything', () => {
  expect(stores).toHaveLength(23)
  expect(new Set(stores.map(({ id }) => id)).size).toBe(23)
  expect(new Set(variants.map(({ sku }) => sku)).size).toBe(variants.length)
})

test('every source can be created as it is', () => {
  for (const source of demoSources) {
    expect(createSourceSchema.safeParse(source).error).toBeUndefined()
    expect(sourceSlugSchema.safeParse(source.slug).success).toBe(true)
  }
})
