'use client'

import { Link } from '#components/ui/link.tsx'
import { memo } from 'react'
import type { StockAlertRow } from '#contract/views/stock.ts'
import { AlertBadge } from './alert-badge.tsx'
import { Holder } from './holder.tsx'
import { skuHref } from './stock-address.ts'
import { TakeButton } from './take-button.tsx'
import type { Touch } from './touched-alert.ts'
import { alertElementId } from './use-alert-steps.ts'
import { useStockWords } from './use-stock-words.ts'

export interface AlertItemContext {
  /** Id of the alert that is opened. */
  open: string | null
  /** Somebody opened it; otherwise it is only the worst, and a phone, which shows nothing of it, does not mark it. */
  isChosen: boolean
  /** Id of the one that Tab comes to. */
  current: string | null
  /** Epoch ms, to the minute: a time of another day says its day. */
  now: number
  grey: boolean
  /** Tells the keys at once which one somebody opens: it is shown later, when the next one may have been pressed. */
  touch: (to: Touch) => void
}

const marked = 'bg-accent-soft shadow-[inset_2px_0_var(--accent)]'
const markedBeside = 'tablet:bg-accent-soft tablet:shadow-[inset_2px_0_var(--accent)]'

/** One alert: what, how bad, where, and who has it. */
export const AlertItem = memo(function AlertItem({
  alert,
  context: { open, isChosen, current, now, grey, touch },
}: {
  alert: StockAlertRow
  context: AlertItemContext
}) {
  const words = useStockWords()
  const isOpen = alert.id === open
  const isGrey = grey || alert.lastKnownAt !== null
  const href = skuHref(alert.sku, alert.id)
  const mayTake = isOpen && alert.state === 'open' && alert.holder === null
  return (
    <li
      className={`relative grid min-h-12 grid-cols-[minmax(0,1fr)_auto] content-center items-center gap-x-3 gap-y-px px-4 py-1 tablet:pr-5 tablet:pl-6 ${isOpen ? (isChosen ? marked : markedBeside) : 'hover:bg-fill'}`}
    >
      <Link
        id={alertElementId(alert.id)}
        href={href}
        onNavigate={() => touch({ id: alert.id, href })}
        scroll={false}
        tabIndex={alert.id === current ? 0 : -1}
        aria-current={isOpen ? 'true' : undefined}
        className="flex min-w-0 items-center gap-2 after:absolute after:inset-0"
      >
        <AlertBadge alert={alert} grey={grey}>
          {words.alert(alert, now)}
        </AlertBadge>
        <span className="sr-only">{alert.placeName}</span>
      </Link>
      <span className={`text-right font-strong ${isGrey ? 'text-stale' : ''}`}>
        {words.stake(alert.atStakeMinor, alert.currency)}
      </span>
      <div className="col-span-2 flex min-w-0 items-center justify-between gap-3 text-12">
        <span aria-hidden="true" className="truncate text-ink-muted">
          {alert.placeName}
        </span>
        <span className="flex max-w-44 shrink-0 justify-end">
          {mayTake ? (
            <>
              <span className="relative -my-1 max-tablet:hidden">
                <TakeButton alert={alert} size="small" />
              </span>
              <span className="tablet:hidden">
                <Holder alert={alert} now={now} />
              </span>
            </>
          ) : (
            <Holder alert={alert} now={now} />
          )}
        </span>
      </div>
    </li>
  )
})
