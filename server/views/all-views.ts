import type { Pool } from 'pg'
import type { BusinessTime } from '../runtime/business-time.ts'
import type { Clock } from '../runtime/clock.ts'
import { companyView } from './company.ts'
import type { ErasedAt } from './customer.ts'
import { customerView } from './customer.ts'
import { customersView } from './customers.ts'
import { eventsView } from './events.ts'
import { meetingView } from './meeting.ts'
import { meetingsView } from './meetings.ts'
import { sourcesView } from './sources.ts'
import { stockRulesView } from './stock-rules.ts'
import { stockTotalsView, stockView } from './stock.ts'
import { transfersView } from './transfers.ts'
import { wallTotalView } from './wall-total.ts'
import { wallView } from './wall.ts'
import { ViewRegistry } from './registry.ts'

/** Every view of this server. */
export function allViews(options: {
  pool: Pool
  clock: Clock
  time: BusinessTime
  company: string
  erasedAt?: ErasedAt
}): ViewRegistry {
  return new ViewRegistry([
    wallView(options),
    wallTotalView(options),
    sourcesView(options),
    eventsView(options),
    stockView(options),
    stockTotalsView(options),
    stockRulesView(options),
    transfersView(options),
    customerView(options),
    customersView(options),
    companyView(options),
    meetingsView(options),
    meetingView(options),
  ])
}
