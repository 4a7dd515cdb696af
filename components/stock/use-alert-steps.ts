'use client'

import { useRouter } from 'next/navigation'
import type { RefObject } from 'react'
import { useState } from 'react'
import type { StockAlertRow } from '#contract/views/stock.ts'
import { useKeys } from '#components/events/use-keys.ts'
import { takeAlert } from './alert-requests.ts'
import { skuHref, stockHref } from './stock-address.ts'

/** The element of an alert. An id of HTML holds no spaces. */
export function alertElementId(id: string): string {
  return `alert-${encodeURIComponent(id)}`
}

interface StepsOptions {
  /** As they stand on the screen. */
  alerts: readonly StockAlertRow[]
  /** The alert that is opened. */
  open: string | null
  /** A SKU stands in the address. */
  isOpened: boolean
  screen: RefObject<HTMLElement | null>
}

/**
 * From alert to alert with J and K or the arrows, Enter opens, A takes, Escape closes; what is opened goes along.
 *
 * @returns id of the alert that Tab comes to.
 */
export function useAlertSteps({ alerts, open, isOpened, screen }: StepsOptions): string | null {
  const router = useRouter()
  const [touched, setTouched] = useState<string | null>(null)
  const ids = alerts.map(({ id }) => id)
  const current = [touched, open].find((id) => id !== null && ids.includes(id)) ?? null
  const step = (by: 1 | -1): void => {
    const next = alerts[current === null ? 0 : ids.indexOf(current) + by]
    if (next === undefined) return
    setTouched(next.id)
    if (isOpened) router.replace(skuHref(next.sku, next.id), { scroll: false })
    const element = document.getElementById(alertElementId(next.id))
    element?.focus({ preventScroll: true })
    element?.scrollIntoView({ block: 'nearest' })
  }
  const take = (): void => {
    const alert = alerts.find(({ id }) => id === (current ?? open))
    if (alert?.state === 'open') void takeAlert(alert.id)
  }
  useKeys((target) => screen.current?.contains(target) ?? false, {
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    a: take,
    ...(isOpened && { Escape: () => router.push(stockHref, { scroll: false }) }),
  })
  return current ?? ids[0] ?? null
}
