import { startDesks } from './desks.ts'
import { startMeetings } from './meetings.ts'
import { startOffice } from './office.ts'
import { startSales } from './sale.ts'
import type { Day, DayOptions } from './simulation.ts'
import { createEmptyDay } from './simulation.ts'
import { startDeliveries } from './stock-moves.ts'
import { startVisits } from './visit.ts'

/** A day of the whole company, from `startsAt` on; `nextEvents` lets it go on. */
export function createDay(options: DayOptions): Day {
  const day = createEmptyDay(options)
  startVisits(day, options.startsAt)
  startSales(day, options.startsAt)
  startDesks(day, options.startsAt)
  startMeetings(day, options.startsAt)
  startOffice(day, options.startsAt)
  startDeliveries(day, options.startsAt, options.books.expected)
  return day
}
