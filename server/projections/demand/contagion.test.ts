import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultContagion, divertedDemand, kmApart } from './contagion.ts'

describe('demand of places that are out', () => {
  const far = (km: Readonly<Record<string, number>>) => (a: string, b: string) => km[`${a}-${b}`] ?? km[`${b}-${a}`]

  test('stays where it is while only one place is out', () => {
    const places = [
      { place: 'brest', unitsPerHour: 2, onHand: 0 },
      { place: 'quimper', unitsPerHour: 1, onHand: 5 },
    ]
    expect(divertedDemand(places, () => 10, defaultContagion)).toEqual([0, 0])
  })

  test('goes to the places that have it, more to the nearer ones', () => {
    const places = [
      { place: 'brest', unitsPerHour: 2, onHand: 0 },
      { place: 'rennes', unitsPerHour: 3, onHand: -1 },
      { place: 'quimper', unitsPerHour: 1, onHand: 5 },
      { place: 'paris', unitsPerHour: 4, onHand: 9 },
    ]
    const km = far({ 'brest-quimper': 50, 'brest-paris': 500, 'rennes-quimper': 180, 'rennes-paris': 310 })
    const [brest, rennes, quimper = 0, paris = 0] = divertedDemand(places, km, defaultContagion)
    expect([brest, rennes]).toEqual([0, 0])
    expect(quimper).toBeGreaterThan(paris)
    expect(quimper + paris).toBeCloseTo(defaultContagion.share * 5, 12)
  })

  test('is diverted whole, never more and never less, wherever somebody has it', () => {
    const place = fc.record({
      unitsPerHour: fc.double({ min: 0, max: 50, noNaN: true }),
      onHand: fc.integer({ min: -3, max: 20 }),
    })
    fc.assert(
      fc.property(fc.array(place, { maxLength: 30 }), (drawn) => {
        const places = drawn.map((each, index) => ({ ...each, place: `p${index}` }))
        const out = places.filter(({ onHand }) => onHand <= 0)
        const moved = out.length < 2 || out.length === places.length ? 0 : 0.4
        const expected = moved * out.reduce((sum, { unitsPerHour }) => sum + unitsPerHour, 0)
        const diverted = divertedDemand(places, () => undefined, defaultContagion)
        expect(diverted.reduce((sum, each) => sum + each, 0)).toBeCloseTo(expected, 9)
        expect(places.every(({ onHand }, index) => onHand > 0 || diverted[index] === 0)).toBe(true)
      }),
    )
  })
})

test('distances are those of the globe', () => {
  const paris = { latitude: 48.8566, longitude: 2.3522 }
  const brest = { latitude: 48.3904, longitude: -4.4861 }
  expect(kmApart(paris, brest)).toBeCloseTo(505, -1)
  expect(kmApart(paris, paris)).toBe(0)
  expect(kmApart({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBeCloseTo(Math.PI * 6371, 6)
})
