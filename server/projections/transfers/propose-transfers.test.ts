import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kmApart } from '../demand/contagion.ts'
import { probabilityOfAtLeast, quantile } from '../demand/demand-distribution.ts'
import type { NetworkPlace, SkuNetwork } from './propose-transfers.ts'
import { proposeTransfers, savedByUnits, transferCost } from './propose-transfers.ts'
import { defaultTransferSettings } from './transfer-settings.ts'

const brest = { latitude: 48.3904, longitude: -4.4861 }
const quimper = { latitude: 47.9975, longitude: -4.0979 }
const paris = { latitude: 48.8566, longitude: 2.3522 }

interface Drawn extends Partial<Omit<NetworkPlace, 'demand'>> {
  place: string
  expectedUnits?: number
}

function placeOf({ expectedUnits = 0, ...place }: Drawn): NetworkPlace {
  const plain = { onHand: 0, leaving: 0, coming: 0, alert: null, keptShare: null, isKnown: true, coordinates: null }
  return { ...plain, ...place, demand: { mean: expectedUnits, dispersion: Infinity } }
}

function networkOf(...places: NetworkPlace[]): SkuNetwork {
  return { sku: 'mug', unitMinor: 4000, currency: 'EUR', places }
}

const empty = placeOf({ place: 'brest', expectedUnits: 6, alert: 'mug@brest:out:7', coordinates: brest })

describe('proposals', () => {
  test('come from no place of which nothing is known now, however much it had', () => {
    const silent = placeOf({ place: 'quimper', onHand: 400, expectedUnits: 5, coordinates: quimper, isKnown: false })
    const heard = placeOf({ place: 'paris', onHand: 40, expectedUnits: 5, coordinates: paris })
    expect(proposeTransfers(networkOf(empty, silent), defaultTransferSettings)).toEqual([])
    expect(proposeTransfers(networkOf(empty, silent, heard), defaultTransferSettings)).toMatchObject([
      { from: 'paris' },
    ])
  })

  test('come from the nearer of two that can give, with what they cost over that distance', () => {
    const donors = [
      placeOf({ place: 'paris', onHand: 40, expectedUnits: 5, coordinates: paris }),
      placeOf({ place: 'quimper', onHand: 40, expectedUnits: 5, coordinates: quimper }),
    ]
    const [proposal, ...others] = proposeTransfers(networkOf(empty, ...donors), defaultTransferSettings)
    expect(others).toEqual([])
    expect(proposal).toMatchObject({ from: 'quimper', to: 'brest', alert: 'mug@brest:out:7', donorOnHand: 40 })
    expect(proposal?.km).toBeCloseTo(kmApart(brest, quimper), 9)
    expect(proposal?.costMinor).toBe(transferCost(defaultTransferSettings, proposal ?? { km: null, units: 0 }))
    expect(proposal?.units).toBeGreaterThanOrEqual(6)
  })

  test('leave a donor the quantile of its own demand, and what it has promised to others', () => {
    const donor = placeOf({ place: 'quimper', onHand: 14, leaving: 3, expectedUnits: 5 })
    const keeps = quantile(0.95, { mean: 5, dispersion: Infinity })
    expect(keeps).toBe(9)
    expect(proposeTransfers(networkOf(empty, donor), defaultTransferSettings)).toMatchObject([
      { units: 2, maxUnits: 2, keeps },
    ])
    const cautious = { ...donor, keptShare: 0.999 }
    expect(proposeTransfers(networkOf(empty, cautious), defaultTransferSettings)).toEqual([])
  })

  test('are none where what is on its way suffices', () => {
    const donor = placeOf({ place: 'quimper', onHand: 40, expectedUnits: 5 })
    expect(proposeTransfers(networkOf({ ...empty, coming: 20 }, donor), defaultTransferSettings)).toEqual([])
  })

  test('are none along a way that is ruled out, nor where they are worth too little', () => {
    const network = networkOf(empty, placeOf({ place: 'quimper', onHand: 40, expectedUnits: 5 }))
    expect(proposeTransfers(network, defaultTransferSettings, () => true)).toEqual([])
    const rich = { ...defaultTransferSettings, minWorthMinor: 1_000_000 }
    expect(proposeTransfers(network, rich)).toEqual([])
  })

  test('say of a donor whose level is a slip no more than the ledger has room for', () => {
    const donor = placeOf({ place: 'quimper', onHand: 3e9, expectedUnits: 5 })
    expect(proposeTransfers(networkOf(empty, donor), defaultTransferSettings)).toMatchObject([{ maxUnits: 1_000_000 }])
  })

  test('never take from a place that needs units itself, nor more than it can give', () => {
    const drawn = fc.record({
      onHand: fc.integer({ min: -2, max: 60 }),
      leaving: fc.integer({ min: 0, max: 10 }),
      expectedUnits: fc.double({ min: 0, max: 30, noNaN: true }),
      needs: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 12 }), (values) => {
        const places = values.map(({ needs, ...each }, index) =>
          placeOf({ ...each, place: `p${index}`, alert: needs ? `alert ${index}` : null }),
        )
        const given = new Map<string, number>()
        for (const { from, units } of proposeTransfers(networkOf(...places), defaultTransferSettings))
          given.set(from, (given.get(from) ?? 0) + units)
        for (const [place, units] of given) {
          const donor = places.find((each) => each.place === place)
          expect(donor?.alert).toBeNull()
          const { onHand = 0, leaving = 0, demand = { mean: 0, dispersion: Infinity } } = donor ?? {}
          expect(units).toBeLessThanOrEqual(onHand - leaving - quantile(0.95, demand))
        }
      }),
    )
  })
})

describe('what units save', () => {
  test('is the sum of what each of them saves', () => {
    const drawn = fc.record({
      onHand: fc.integer({ min: -3, max: 40 }),
      coming: fc.integer({ min: 0, max: 10 }),
      mean: fc.double({ min: 0, max: 60, noNaN: true }),
      dispersion: fc.constantFrom(0.5, 3, Infinity),
    })
    fc.assert(
      fc.property(drawn, fc.integer({ min: 1, max: 80 }), ({ onHand, coming, ...demand }, units) => {
        const place = { ...placeOf({ place: 'brest', onHand, coming }), demand }
        const each = Array.from({ length: units }, (_, index) =>
          probabilityOfAtLeast(Math.max(0, onHand) + coming + index + 1, demand),
        )
        const sum = each.reduce((total, probability) => total + 4000 * probability, 0)
        expect(Math.abs(savedByUnits(place, units, 4000) - sum)).toBeLessThan(0.51)
      }),
    )
  })

  test('is known at once, however many they are', () => {
    expect(savedByUnits(placeOf({ place: 'brest', expectedUnits: 6 }), 1e9, 4000)).toBe(24_000)
  })
})
