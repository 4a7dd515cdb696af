'use client'

import { useRouter } from 'next/navigation'
import type { RefObject } from 'react'
import { useState } from 'react'
import type { EventResult } from '#contract/api.ts'
import type { StockAlertRow } from '#contract/views/stock.ts'
import { useKeys } from '#components/events/use-keys.ts'
import type { RequestFailure } from '#components/sources/send-request.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { takeAlert } from './alert-requests.ts'
import { skuHref, stockHref } from './stock-address.ts'
import type { Touch } from './touched-alert.ts'
import { useTouchedAlert } from './use-touched-alert.ts'

/** The element of an alert. An id of HTML holds no spaces. */
export function alertElementId(id: string): string {
  return `alert-${encodeURIComponent(id)}`
}

interface StepsOptions {
  /** As they stand on the screen. */
  alerts: readonly StockAlertRow[]
  /** The alert that is opened. */
  open: string | null
  /** What stands in the address: an alert, a SKU, or none. */
  address: string
  screen: RefObject<HTMLElement | null>
}

interface AlertSteps {
  /** Id of the alert that Tab comes to. */
  current: string | null
  /** Why the one that is looked at was not taken; null once it is not to be taken any more. */
  failure: RequestFailure | null
  /** Somebody goes to an alert otherwise than with a key. */
  touch: (to: Touch) => void
}

function focusAlert(id: string): void {
  const element = document.getElementById(alertElementId(id))
  element?.focus({ preventScroll: true })
  element?.scrollIntoView({ block: 'nearest' })
}

/** From alert to alert with J and K or the arrows, Enter opens, A takes, Escape closes; what is opened goes along. */
export function useAlertSteps({ alerts, open, address, screen }: StepsOptions): AlertSteps {
  const router = useRouter()
  const { failure, run } = useRequest<EventResult>()
  const [asked, setAsked] = useState<string | null>(null)
  const { touched, touch } = useTouchedAlert(address)
  const isOpened = address !== stockHref
  const ids = alerts.map(({ id }) => id)
  const current = [touched, open].find((id) => id !== null && ids.includes(id)) ?? null
  const step = (by: 1 | -1): void => {
    const next = alerts[current === null ? 0 : ids.indexOf(current) + by]
    if (next === undefined) return
    const href = isOpened ? skuHref(next.sku, next.id) : null
    touch({ id: next.id, href })
    if (href !== null) router.replace(href, { scroll: false })
    focusAlert(next.id)
  }
  const close = (): void => {
    router.push(stockHref, { scroll: false })
    if (current === null) return
    touch({ id: current, href: stockHref })
    focusAlert(current)
  }
  const take = (): void => {
    const alert = alerts.find(({ id }) => id === current)
    if (alert?.state !== 'open') return
    setAsked(alert.id)
    void run(takeAlert(alert.id))
  }
  useKeys((target) => screen.current?.contains(target) ?? false, {
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    a: take,
    ...(isOpened && { Escape: close }),
  })
  const isStillOpen = alerts.some(({ id, state }) => id === asked && id === current && state === 'open')
  return { current: current ?? ids[0] ?? null, failure: isStillOpen ? failure : null, touch }
}
