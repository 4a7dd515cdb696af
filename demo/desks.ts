import type { Day, DemoEvent } from './simulation.ts'
import { nextId, repeat } from './simulation.ts'
import { openAccount } from './account.ts'
import { between, pick } from './random.ts'
import { knownCustomer } from './sale.ts'
import type { DemoSourceSlug } from './sources.ts'
import { clickMail } from './visit.ts'
import { campaigns, stores, ticketTopics } from './world.ts'

/*
 * What the offices send: mailing, CRM, help desk, and the counters over the stores' doors, which are read once a minute.
 */

const perSecond = { opens: 2, clicks: 0.5, joins: 0.2, accounts: 0.06, tickets: 0.16 }
const countersEveryMs = 60_000
/** Visitors a minute through the doors of a store whose share is 1, in the busiest hour. */
const visitorsPerShare = 0.12

export function startDesks(day: Day, from: number): void {
  repeat(day, from, perSecond.opens, openMail)
  repeat(day, from, perSecond.clicks, clickMail)
  repeat(day, from, perSecond.joins, joinCampaign)
  repeat(day, from, perSecond.accounts, openAtTheTill)
  repeat(day, from, perSecond.tickets, openTicket)
  // The first reading soon, so that a demonstration shows every source within seconds.
  day.agenda.add(from + 3000, readCounters)
}

interface Report {
  source: DemoSourceSlug
  /** Begins the event's id. */
  kind: string
  type: string
  subject: string
  data: Record<string, unknown>
}

function send(day: Day, at: number, { source, kind, type, subject, data }: Report): DemoEvent {
  return { source, at, event: { id: nextId(day, kind), type, subject, data } }
}

function openMail(day: Day, at: number): DemoEvent[] {
  const { name: campaign } = pick(day.random, campaigns)
  const data = { campaign, title: campaign, customerId: knownCustomer(day) }
  return [
    send(day, at, { source: 'mailing', kind: 'mail', type: 'mail.opened', subject: `campaign/${campaign}`, data }),
  ]
}

function joinCampaign(day: Day, at: number): DemoEvent[] {
  const { name: campaign } = pick(day.random, campaigns)
  const customerId = knownCustomer(day)
  const subject = `customer/${customerId}`
  const data = { campaign, title: campaign, customerId }
  return [send(day, at, { source: 'mailing', kind: 'campaign', type: 'campaign.joined', subject, data })]
}

/** Typed into the ERP, which is the only one that tells of it. */
function openAtTheTill(day: Day, at: number): DemoEvent[] {
  openAccount(day, at, 'store')
  return []
}

function openTicket(day: Day, at: number): DemoEvent[] {
  const ticketId = nextId(day, 'ticket')
  const data = { ticketId, customerId: knownCustomer(day), title: pick(day.random, ticketTopics) }
  const report = { source: 'helpdesk', kind: 'helpdesk', subject: `ticket/${ticketId}`, data } as const
  day.agenda.add(at + between(day.random, 30_000, 600_000), (day, at) => [
    send(day, at, { ...report, type: 'ticket.closed' }),
  ])
  return [send(day, at, { ...report, type: 'ticket.opened' })]
}

function readCounters(day: Day, at: number): DemoEvent[] {
  day.agenda.add(at + countersEveryMs, readCounters)
  return stores.map(({ id, name, share }) => {
    const visitors = Math.round(share * visitorsPerShare * day.busynessAt(at) * between(day.random, 0.5, 1.5))
    const data = { store: name, storeId: id, visitors, seconds: countersEveryMs / 1000 }
    return send(day, at, {
      source: 'door-counters',
      kind: 'door',
      type: 'visits.counted',
      subject: `store/${id}`,
      data,
    })
  })
}
