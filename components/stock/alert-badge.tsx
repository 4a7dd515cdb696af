import type { StockAlertRow } from '#contract/views/stock.ts'

interface AlertBadgeProps {
  alert: Pick<StockAlertRow, 'alert' | 'lastKnownAt'>
  /** It may no longer be true. */
  grey: boolean
  children: string
}

/** What an alert says, in its colour; in grey where nobody knows any more. */
export function AlertBadge({ alert, grey, children }: AlertBadgeProps) {
  const isOut = alert.alert === 'out'
  const colours =
    grey || alert.lastKnownAt !== null
      ? 'bg-stale-soft text-stale'
      : isOut
        ? 'bg-bad-soft text-bad'
        : 'bg-warn-soft text-warn'
  return (
    <span className={`inline-flex min-h-4.5 items-center rounded-1 px-1.5 text-11 font-control ${colours}`}>
      {children}
    </span>
  )
}
