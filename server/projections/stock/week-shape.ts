import type { DemandProfile } from '../demand/demand-profile.ts'
import { hoursPerWeek, profileOf } from '../demand/demand-profile.ts'
import type { Exposure } from '../demand/exposure.ts'

/** What the open week of a SKU is taken to be like: made of what was sold before it began, and the same until it ends. */
export interface WeekShape {
  /** Units sold per hour of the week. */
  readonly weights: readonly number[]
  /** These two are made when they are asked for. */
  profile: DemandProfile | null
  exposure: Exposure | null
}

const noWeights: readonly number[] = new Array<number>(hoursPerWeek).fill(0)

export function shapeOf(weights: readonly number[] = noWeights): WeekShape {
  return { weights, profile: null, exposure: null }
}

export function profileOfShape(shape: WeekShape): DemandProfile {
  shape.profile ??= profileOf(shape.weights)
  return shape.profile
}

/** Each some 4 kB. */
const mostShapes = 10_000

/** Shapes of the SKUs that were asked for last, by the event that made them: while that is the same, they are. */
export class KnownShapes {
  readonly #most: number
  readonly #known = new Map<string, { position: string; shape: WeekShape }>()

  constructor({ most = mostShapes } = {}) {
    this.#most = most
  }

  /** @returns of which event the known shape is; null where none is known. */
  positionOf(sku: string): string | null {
    return this.#known.get(sku)?.position ?? null
  }

  /** @param weights null = of this event it is known. */
  take(sku: string, position: string, weights: readonly number[] | null): WeekShape {
    const known = this.#known.get(sku)
    this.#known.delete(sku)
    if (weights === null && known?.position !== position) throw new Error(`the shape of SKU ${sku} is not known`)
    const shape = weights === null && known ? known.shape : shapeOf(weights ?? undefined)
    this.#known.set(sku, { position, shape })
    return shape
  }

  /** Once all are taken whose position was asked for: one that was forgotten in between would be missing. */
  forgetOldest(): void {
    for (const sku of this.#known.keys()) {
      if (this.#known.size <= this.#most) return
      this.#known.delete(sku)
    }
  }
}
