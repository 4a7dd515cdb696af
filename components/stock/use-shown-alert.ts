'use client'

import { useState } from 'react'
import type { StockAlertRow } from '#contract/views/stock.ts'
import type { Drafts } from './alert-draft.ts'
import { alertToShow, withDraft } from './alert-groups.ts'

interface Wishes {
  /** Id of the alert that is asked for. */
  asked: string | null
  /** Id of the one to begin with, where none is asked for. */
  begunWith: string | null
  drafts: Drafts
}

/**
 * The alert of a SKU that is looked at: the one that is asked for, else the one that was shown before, as long as it is
 * there or a comment is being written on it. What somebody is about to take, or to talk about, does not become another
 * because that got worse, or because it is closed.
 *
 * @param alerts of one SKU, as the list shows them.
 * @returns one that is no longer there as it was last known, but closed.
 */
export function useShownAlert(
  alerts: readonly StockAlertRow[],
  { asked, begunWith, drafts }: Wishes,
): StockAlertRow | undefined {
  const [shown, setShown] = useState<StockAlertRow | null>(null)
  const alert = alertToShow(withDraft(alerts, { shown, drafts }), [asked, shown?.id ?? null, begunWith])
  if (alert !== undefined && alert.state !== 'closed' && alert !== shown) setShown(alert)
  return alert
}
