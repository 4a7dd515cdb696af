import type { InterestSettings } from '#contract/interest.ts'
import type { BusinessTime } from '../runtime/business-time.ts'
import { arrivalsProjection } from './arrivals.ts'
import { countersProjection } from './counters.ts'
import type { IdentityRules } from './identity/identity-rules.ts'
import { askedErasures } from './erasure/asked-erasures.ts'
import { identityProjection } from './identity.ts'
import { meetingsProjection } from './meetings.ts'
import type { Projection } from './projection.ts'
import { stockProjection } from './stock.ts'
import { personKeyOf } from './identity/event-keys.ts'
import { telephonesOf, timelineMadeWith, writtenTimesOf } from './timeline/made-with.ts'
import { timelineKeys } from './timeline/timeline-keys.ts'
import { timelineProjection } from './timeline.ts'
import { transfersProjection } from './transfers.ts'

/** Every projection of this server. */
export function allProjections(time: BusinessTime, rules: IdentityRules, interest: InterestSettings): Projection[] {
  const keysOf = timelineKeys(rules.country)
  return [
    countersProjection(time),
    stockProjection(time),
    transfersProjection,
    identityProjection(rules),
    { ...timelineProjection(keysOf), madeWith: timelineMadeWith(rules, interest) },
    { ...arrivalsProjection(keysOf), madeWith: telephonesOf(rules) },
    { ...meetingsProjection(personKeyOf(rules.country)), madeWith: writtenTimesOf(rules) },
    askedErasures(rules.country),
  ]
}
