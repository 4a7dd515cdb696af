import type { WebhookEvent } from '#contract/api.ts'
import { Agenda } from './agenda.ts'
import type { ErpBooking } from './erp/booking.ts'
import type { ErpBooks } from './erp/books.ts'
import type { Random } from './random.ts'
import { exponential } from './random.ts'
import type { DemoSourceSlug } from './sources.ts'
import { StockLevels } from './stock-levels.ts'

/*
 * A day at Brisemer as a simulation of discrete events: an agenda of what happens next, where each happening tells
 * what the company's systems would send and book, and puts what follows from it on the agenda. So an order follows page views,
 * stock falls with an order, and a cancellation names an order that was placed. Time is what the agenda says, chance is
 * what `random` says: one seed, one day.
 */

export interface DemoEvent {
  source: DemoSourceSlug
  /** When it happened, epoch ms. */
  at: number
  event: Omit<WebhookEvent, 'id' | 'timestamp' | 'backfill'> & { id: string }
}

/** What the company's systems write down: an event that one of them sends to Vigie, or a booking in the ERP. */
export type Told = DemoEvent | ErpBooking

/** Something that happens at its moment; what it returns is sent and booked. */
export type Happening = (day: Day, at: number) => Told[]

export interface Day {
  random: Random
  agenda: Agenda<Happening>
  stock: StockLevels
  /** Share of the busiest hour at a moment, times the wanted rate. */
  busynessAt: (at: number) => number
  /** Times the usual demand, which is in `busynessAt` too: what is ordered must be as much. */
  rate: number
  /** A name for this run that no other run has: ids of two runs never meet. */
  run: string
  counters: Map<string, number>
}

export interface DayOptions {
  random: Random
  startsAt: number
  run: string
  busynessAt: (at: number) => number
  /** Absent = 1. */
  rate?: number
  books: ErpBooks
}

/** The company with its stock, and nothing on the agenda. */
export function createEmptyDay({ random, run, busynessAt, rate = 1, books }: DayOptions): Day {
  return {
    random,
    agenda: new Agenda(),
    stock: new StockLevels(books.levels),
    busynessAt,
    rate,
    run,
    counters: new Map(),
  }
}

/** Lets the next thing happen. @returns what is sent and booked, possibly nothing. */
export function nextTold(day: Day): Told[] {
  const next = day.agenda.take()
  if (!next) throw new Error('the agenda of a day is never empty')
  return next.entry(day, next.at)
}

/** The next number of a kind as an id: `order-m3k9x-17`. */
export function nextId(day: Day, kind: string): string {
  const number = (day.counters.get(kind) ?? 0) + 1
  day.counters.set(kind, number)
  return `${kind}-${day.run}-${number}`
}

/** Lets something happen again and again at random, `perSecond` in the busiest hour. */
export function repeat(day: Day, from: number, perSecond: number, happening: Happening): void {
  const again: Happening = (day, at) => {
    plan(at)
    return happening(day, at)
  }
  const plan = (at: number): void => {
    const perMs = (perSecond * day.busynessAt(at)) / 1000
    day.agenda.add(at + exponential(day.random, 1 / perMs), again)
  }
  plan(from)
}
