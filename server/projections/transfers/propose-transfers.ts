import type { Coordinates } from '../demand/contagion.ts'
import { kmApart } from '../demand/contagion.ts'
import type { Demand } from '../demand/demand-distribution.ts'
import { expectedShortfall, probabilityOfAtLeast, quantile } from '../demand/demand-distribution.ts'
import { planTransfers } from './transfer-plan.ts'
import type { TransferSettings } from './transfer-settings.ts'

/*
 * What to move of one SKU, now. Places that are out or at risk take; the others give what they do not need themselves: a donor
 * keeps the α-quantile of its own demand until its next delivery. Units that are promised to others are not given again, and
 * units that are on their way count where they go.
 */
export interface SkuNetwork {
  sku: string
  /** Margin of a unit, its price where no margin is known; minor units. */
  unitMinor: number
  currency: string | null
  places: readonly NetworkPlace[]
}

export interface NetworkPlace {
  place: string
  onHand: number
  /** Units of transfers that have been proposed or accepted and have not left, or not come. */
  leaving: number
  coming: number
  /** Until its next delivery, else within its lead time. */
  demand: Demand
  /** The open alert that wants units; null = it needs none. */
  alert: string | null
  /** Its source was heard not too long ago: what is not known is not given away. */
  isKnown: boolean
  /** α of its own; null = as the settings say. */
  keptShare: number | null
  coordinates: Coordinates | null
}

export interface Proposal {
  alert: string
  from: string
  to: string
  units: number
  /** What the donor can give at the most, `units` included. */
  maxUnits: number
  keeps: number
  donorOnHand: number
  /** null = nobody has said where one of them is. */
  km: number | null
  costMinor: number
  savesMinor: number
}

/** Nobody's shelf takes more of one SKU in one go. */
const mostUnits = 500
/** A level that says more is a slip, and the ledger has no room for it. */
const mostSpare = 1_000_000

export function proposeTransfers(
  network: SkuNetwork,
  settings: TransferSettings,
  isRuledOut: (from: string, to: string) => boolean = () => false,
): Proposal[] {
  const takers = network.places.filter(({ alert }) => alert !== null)
  const donors = network.places
    .filter(({ alert, onHand }) => alert === null && onHand > 0)
    .map((donor) => ({ ...donor, ...shareOf(donor, settings) }))
    .filter(({ spare }) => spare > 0)
  const costs = costsOf(settings)
  const pair = (donor: number, taker: number) => ({ from: donors[donor], to: takers[taker] })
  const { shipments } = planTransfers({
    spare: donors.map(({ spare }) => spare),
    saved: takers.map((taker) => savings(taker, network.unitMinor, settings)),
    minWorth: settings.minWorthMinor,
    unitCost: (donor, taker) => costs.unit(kmBetween(pair(donor, taker))),
    lorryCost: (donor, taker) => {
      const { from, to } = pair(donor, taker)
      return !from || !to || isRuledOut(from.place, to.place) ? Infinity : costs.lorry(kmBetween({ from, to }))
    },
  })
  return shipments.flatMap(({ donor, taker, units, saves, costs: costMinor }) => {
    const { from, to } = pair(donor, taker)
    if (!from || !to || to.alert === null) return []
    return [
      {
        alert: to.alert,
        from: from.place,
        to: to.place,
        units,
        maxUnits: from.spare,
        keeps: from.keeps,
        donorOnHand: from.onHand,
        km: kmBetween({ from, to }),
        costMinor: Math.round(costMinor),
        savesMinor: Math.round(saves),
      },
    ]
  })
}

/** What a place could give now, and what it keeps. */
export function shareOf(donor: NetworkPlace, settings: TransferSettings) {
  const keeps = quantile(donor.keptShare ?? settings.keptShare, donor.demand)
  const left = Math.floor(donor.onHand - donor.leaving - keeps)
  return { keeps, spare: donor.isKnown ? Math.max(0, Math.min(mostSpare, left)) : 0 }
}

/** What unit 1, 2, … saves: unit k is sold if k units more than what is there, or on its way, are asked for. */
function savings(taker: NetworkPlace, unitMinor: number, settings: TransferSettings): number[] {
  const has = Math.max(0, taker.onHand) + taker.coming
  const saved: number[] = []
  while (saved.length < mostUnits) {
    const each = unitMinor * probabilityOfAtLeast(has + saved.length + 1, taker.demand)
    if (each <= settings.unitMinor) break
    saved.push(each)
  }
  return saved
}

/**
 * What so many units save a taker that has nothing else coming than `coming` says; minor units. The sum of what each of them
 * saves, Σ P(D ≥ has + k), is by how much less is asked for in vain.
 */
export function savedByUnits({ onHand, coming, demand }: NetworkPlace, units: number, unitMinor: number): number {
  const has = Math.max(0, onHand) + coming
  return Math.round(unitMinor * (expectedShortfall(has, demand) - expectedShortfall(has + units, demand)))
}

interface Pair {
  from: NetworkPlace | undefined
  to: NetworkPlace | undefined
}

function kmBetween({ from, to }: Pair): number | null {
  return from?.coordinates && to?.coordinates ? kmApart(from.coordinates, to.coordinates) : null
}

/** What a lorry and a unit cost over a distance; unrounded. */
function costsOf(settings: TransferSettings) {
  const km = (known: number | null) => known ?? settings.unknownKm
  return {
    lorry: (known: number | null) => settings.lorryMinor + settings.lorryPerKmMinor * km(known),
    unit: (known: number | null) => settings.unitMinor + settings.unitPerKmMinor * km(known),
  }
}

/** What moving so many units over so many km costs; minor units. */
export function transferCost(settings: TransferSettings, { km, units }: { km: number | null; units: number }): number {
  const costs = costsOf(settings)
  return Math.round(costs.lorry(km) + units * costs.unit(km))
}
