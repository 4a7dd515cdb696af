import { expect, test } from 'vitest'
import { enoughFor, nextLorryAt, orderedUnits } from './lorries.ts'
import { variantBySku } from './products.ts'
import { places, stores, web } from './world.ts'

const dayMs = 86_400_000
const parka = variantBySku('BRM-1182-M')
if (!parka) throw new Error('there are parkas')

test('a lorry comes to a store every other morning at half past eight in Paris, whatever the clocks do', () => {
  for (const store of stores) {
    let at = nextLorryAt(store, Date.parse('2026-10-20T00:00:00Z'))
    for (let lorry = 0; lorry < 6; lorry += 1) {
      const local = new Date(at).toLocaleTimeString('fr-FR', { timeZone: 'Europe/Paris' })
      expect(local).toBe('08:30:00')
      const next = nextLorryAt(store, at)
      expect(Math.round((next - at) / dayMs)).toBe(2)
      at = next
    }
  }
})

test('to the web warehouse one comes every morning, and on each morning one to about half of the stores', () => {
  const now = Date.parse('2026-11-29T12:00:00Z')
  expect(new Date(nextLorryAt(web, now)).toISOString()).toBe('2026-11-30T07:30:00.000Z')
  const tomorrow = places.filter((place) => nextLorryAt(place, now) === nextLorryAt(web, now))
  expect(tomorrow.length).toBeGreaterThan(10)
  expect(tomorrow.length).toBeLessThan(14)
})

test('what is ordered with what is there is enough until the lorry after the next one, and never nothing', () => {
  const at = Date.parse('2026-11-29T12:00:00Z')
  const store = stores[6] ?? web
  const to = nextLorryAt(store, nextLorryAt(store, at))
  const enough = enoughFor(parka, store, { from: at, to })
  expect(orderedUnits(parka, store, { at, onHand: 3 }) + 3).toBe(enough)
  expect(orderedUnits(parka, store, { at, onHand: enough + 10 })).toBe(1)
  expect(orderedUnits(parka, store, { at, onHand: 0, rate: 5 })).toBeGreaterThan(4 * enough)
})
