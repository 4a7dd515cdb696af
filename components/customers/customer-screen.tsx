'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useState } from 'react'
import type { TimelineKind } from '#contract/timeline.ts'
import type { ViewSnapshot } from '#contract/view.ts'
import type { CustomerRow } from '#contract/views/customer.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { meaningOf } from '#components/live/refusal-meaning.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { useView } from '#components/live/use-view.ts'
import { Forbidden } from '#components/states/forbidden.tsx'
import { useViewAge } from '#components/wall/use-view-age.ts'
import { CustomerErased } from './customer-erased.tsx'
import { CustomerHead } from './customer-head.tsx'
import { customerRowsOf } from './customer-rows.ts'
import { CustomerSkeleton } from './customer-skeleton.tsx'
import { CustomerUnknown } from './customer-unknown.tsx'
import { InterestPane } from './interest-pane.tsx'
import { KeyList } from './key-list.tsx'
import { newestFirst } from './kept-entries.ts'
import { OnSite } from './on-site.tsx'
import { OrderPane, TicketPane } from './order-pane.tsx'
import { Timeline } from './timeline.tsx'
import { useCustomerWords } from './use-customer-words.ts'
import { useTimeline } from './use-timeline.ts'
import { groupVisits } from './visits.ts'

interface ScreenProps {
  id: string
  initial?: ViewSnapshot
  /** Nobody had named it when the page was rendered. */
  isUnknown?: boolean
}

/** One customer: who it is at the left, what it did in the middle, how interested it is at the right; live. */
export function CustomerScreen({ id, initial, isUnknown = false }: ScreenProps) {
  const topic = `customer:${id}` as const
  const { rows, refusal } = useView(topic, initial)
  const words = useCustomerWords()
  const viewAge = useViewAge({ topic, initial, inFlight: 0, empty: false })
  const now = useServerNow(1000) ?? 0
  const [kind, setKind] = useState<TimelineKind | null>(null)
  const read = useMemo(() => readRows(rows), [rows])
  const timeline = useTimeline({ customer: id, live: read.entries, keys: read.sureKeys, kind })
  const items = useMemo(() => groupVisits(timeline.entries), [timeline.entries])
  useOwnAddress(id, read.customer?.id)
  const refused = meaningOf(refusal)
  if (refused === 'forbidden') return <Forbidden level={2} />
  if (read.erased !== undefined) return <CustomerErased id={id} at={read.erased.at} />
  if (refused === 'unknown' || (isUnknown && read.customer === undefined)) return <CustomerUnknown />
  if (read.customer === undefined) return <CustomerSkeleton />
  const { grey } = viewAge
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <CustomerHead name={words.name(read.customer, read.keys)} customer={read.customer} keys={read.keys} />
      <OnSite seen={read.seen} items={items} now={now} grey={grey} />
      <div className="flex-1 max-tablet:flex max-tablet:flex-col tablet:grid tablet:grid-cols-[minmax(0,1fr)_18rem] tablet:grid-rows-[auto_1fr] desk:grid-cols-[18.5rem_minmax(0,1fr)_19.5rem] desk:grid-rows-1">
        <div
          className={`${column} max-tablet:order-3 tablet:col-start-2 tablet:row-start-2 desk:col-start-1 desk:row-start-1 desk:border-l-0`}
        >
          <KeyList keys={read.keys} customer={read.customer.id} now={now} />
          <OrderPane customer={read.customer} orders={read.orders} now={now} grey={grey} />
          <TicketPane tickets={read.tickets} open={read.customer.openTickets} now={now} />
        </div>
        <div
          className={`${column} max-tablet:order-2 tablet:col-start-1 tablet:row-span-2 tablet:row-start-1 tablet:border-l-0 desk:col-start-2 desk:row-span-1 desk:border-l`}
        >
          <Timeline timeline={timeline} items={items} kind={kind} onKind={setKind} now={now} grey={grey} />
        </div>
        <div
          className={`${column} max-tablet:order-1 tablet:col-start-2 tablet:row-start-1 tablet:max-desk:border-b desk:col-start-3`}
        >
          <InterestPane
            interest={read.interest}
            now={now}
            grey={grey}
            age={<AgeMark age={viewAge.age} now={viewAge.now} />}
          />
        </div>
      </div>
    </div>
  )
}

const column = 'min-w-0 p-4 max-tablet:border-b border-line tablet:border-l tablet:px-6 tablet:pt-5 tablet:pb-6'

function readRows(rows: ReadonlyMap<string, CustomerRow>) {
  const keys = customerRowsOf(rows, 'key')
  return {
    customer: customerRowsOf(rows, 'customer')[0],
    erased: customerRowsOf(rows, 'erased')[0],
    keys,
    /** With another set of keys the timeline is another one. */
    sureKeys: keys
      .flatMap(({ id, strength }) => (strength === 'sure' ? [id] : []))
      .toSorted()
      .join(' '),
    interest: customerRowsOf(rows, 'interest')[0],
    seen: customerRowsOf(rows, 'seen')[0],
    orders: customerRowsOf(rows, 'order'),
    tickets: customerRowsOf(rows, 'ticket'),
    entries: newestFirst(customerRowsOf(rows, 'entry')),
  }
}

/** A customer that has become part of another is found under that one's id. */
function useOwnAddress(id: string, own: string | undefined): void {
  const router = useRouter()
  useEffect(() => {
    if (own !== undefined && own !== id) router.replace(`/customers/${own}`, { scroll: false })
  }, [router, id, own])
}
