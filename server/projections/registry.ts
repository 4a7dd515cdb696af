import type { BusinessTime } from '../runtime/business-time.ts'
import { countersProjection } from './counters.ts'
import type { Projection } from './projection.ts'
import { stockProjection } from './stock.ts'
import { transfersProjection } from './transfers.ts'

/** Every projection of this server. */
export function allProjections(time: BusinessTime): Projection[] {
  return [countersProjection(time), stockProjection(time), transfersProjection]
}
