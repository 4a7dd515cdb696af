import type { BusinessTime } from '../runtime/business-time.ts'
import { countersProjection } from './counters.ts'
import type { Projection } from './projection.ts'
import { countryOfTimeZone } from './identity/phone-country.ts'
import { stockProjection } from './stock.ts'
import { timelineKeys } from './timeline/timeline-keys.ts'
import { timelineProjection } from './timeline.ts'
import { transfersProjection } from './transfers.ts'

/** Every projection of this server. */
export function allProjections(time: BusinessTime): Projection[] {
  const keysOf = timelineKeys(countryOfTimeZone(time.timeZone))
  return [countersProjection(time), stockProjection(time), transfersProjection, timelineProjection(keysOf)]
}
