'use client'

import { useState } from 'react'
import type { StockAlertRow } from '#contract/views/stock.ts'
import { alertToShow } from './alert-groups.ts'

interface Wishes {
  /** Id of the alert that is asked for. */
  asked: string | null
  /** Id of the one to begin with, where none is asked for. */
  begunWith: string | null
}

/**
 * The alert of a SKU that is looked at: the one that is asked for, else the one that was shown before, as long as it is
 * there. What somebody is about to take, or to talk about, does not become another because that got worse.
 *
 * @param alerts of one SKU, as the list shows them.
 */
export function useShownAlert(
  alerts: readonly StockAlertRow[],
  { asked, begunWith }: Wishes,
): StockAlertRow | undefined {
  const [shown, setShown] = useState<string | null>(null)
  const alert = alertToShow(alerts, [asked, shown, begunWith])
  if (alert !== undefined && alert.id !== shown) setShown(alert.id)
  return alert
}
