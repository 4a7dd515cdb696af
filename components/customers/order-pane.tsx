'use client'

import { useTranslations } from 'next-intl'
import type { CustomerHeadRow, CustomerOrderRow, CustomerTicketRow } from '#contract/views/customer.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { nextPane, Pane } from './pane.tsx'
import { useCustomerWords } from './use-customer-words.ts'

const shownAtOnce = 5

interface OrderPaneProps {
  customer: CustomerHeadRow
  orders: readonly CustomerOrderRow[]
  now: number
  grey: boolean
}

/** What was ordered, the newest first, and what became of it. */
export function OrderPane({ customer, orders, now, grey }: OrderPaneProps) {
  const t = useTranslations('customers')
  const formats = useFormats()
  const { orders: count, ordersMinor, currency } = customer
  const spent = ordersMinor === null || currency === null ? null : formats.money(ordersMinor, currency)
  return (
    <Pane
      id="orders"
      title={t('orders.title')}
      className={nextPane}
      aside={count === 0 ? t('company.none') : [t('orders.count', { count }), spent].filter(Boolean).join(', ')}
    >
      <ul aria-labelledby="orders" className="mt-1">
        {orders
          .toSorted((a, b) => b.at - a.at)
          .slice(0, shownAtOnce)
          .map((order) => (
            <li key={`${order.source}/${order.id}`} className="flex items-baseline justify-between gap-3 py-1">
              <span className="min-w-0">
                <span className="block truncate" title={order.id}>
                  {t('orders.order', { id: order.id })}
                </span>
                <span className="text-12 text-ink-muted">
                  {[formats.since(order.at, now), order.store].filter((each) => each !== null).join(', ')}
                  {order.state !== 'placed' && ` · ${t(`orders.${order.state}`)}`}
                </span>
              </span>
              {order.totalMinor !== null && order.currency !== null && (
                <span className={grey || order.state === 'cancelled' ? 'text-stale' : ''}>
                  {formats.money(order.totalMinor, order.currency)}
                </span>
              )}
            </li>
          ))}
      </ul>
    </Pane>
  )
}

interface TicketPaneProps {
  tickets: readonly CustomerTicketRow[]
  open: number
  now: number
}

/** What still waits for an answer. */
export function TicketPane({ tickets, open, now }: TicketPaneProps) {
  const t = useTranslations('customers')
  const words = useCustomerWords()
  const formats = useFormats()
  return (
    <Pane
      id="tickets"
      title={t('tickets.title')}
      className={nextPane}
      aside={open === 0 ? t('tickets.none') : t('tickets.open', { count: open })}
    >
      <ul aria-labelledby="tickets" className="mt-1">
        {tickets
          .toSorted((a, b) => b.openedAt - a.openedAt)
          .map((ticket) => (
            <li key={`${ticket.source}/${ticket.id}`} className="flex items-baseline justify-between gap-3 py-1">
              <span className="truncate" title={ticket.id}>
                {ticket.title ?? ticket.id}
              </span>
              <time
                dateTime={new Date(ticket.openedAt).toISOString()}
                title={`${formats.day(ticket.openedAt, now)}, ${formats.second(ticket.openedAt)}`}
                className="shrink-0 text-12 text-ink-muted"
              >
                {words.ago(ticket.openedAt, now)}
              </time>
            </li>
          ))}
      </ul>
    </Pane>
  )
}
