'use client'

import type { RefObject } from 'react'
import { useCallback, useEffect, useState } from 'react'
import { stepFrom } from './step-from.ts'
import { useKeys } from './use-keys.ts'

interface StepsOptions {
  /** Keys of the lines, newest first. */
  keys: readonly string[]
  open: string | null
  setOpen: (key: string | null) => void
  screen: RefObject<HTMLElement | null>
  /** Keys of the screen's own. */
  more?: Readonly<Record<string, () => void>>
}

export interface Steps {
  /** The line that Tab comes to. */
  current: string | null
  openAt: (key: string) => void
  close: () => void
}

/** The element of a line. */
export function lineId(key: string): string {
  return `line-${key}`
}

function focusLine(key: string): void {
  const line = document.querySelector<HTMLElement>(`#${lineId(key)}`)
  line?.focus({ preventScroll: true })
  line?.scrollIntoView({ block: 'nearest' })
}

/** From line to line with J and K or the arrows, Enter opens, Escape closes; what is open goes along. */
export function useSteps({ keys, open, setOpen, screen, more = {} }: StepsOptions): Steps {
  // Where somebody is is known at once; what is open follows by way of the address, when the next key may have been pressed.
  const [touched, setTouched] = useState<string | null>(null)
  // Only after Back and Forward the address knows better.
  const [hasGoneBack, setHasGoneBack] = useState(false)
  useEffect(() => {
    const listener = () => setHasGoneBack(true)
    addEventListener('popstate', listener)
    return () => removeEventListener('popstate', listener)
  }, [])
  const nearest = hasGoneBack ? [open, touched] : [touched, open]
  const current = nearest.find((key) => key !== null && keys.includes(key)) ?? null
  const touch = useCallback((key: string) => {
    setTouched(key)
    setHasGoneBack(false)
  }, [])
  const openAt = useCallback(
    (key: string) => {
      touch(key)
      setOpen(key)
    },
    [setOpen, touch],
  )
  const close = useCallback(() => {
    setOpen(null)
    if (current !== null) focusLine(current)
  }, [current, setOpen])
  const step = (by: 1 | -1): void => {
    const next = stepFrom(keys, current ?? open, by)
    if (next === undefined) return
    touch(next)
    if (open !== null) setOpen(next)
    focusLine(next)
  }
  useKeys((target) => screen.current?.contains(target) ?? false, {
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ...(open !== null && { Escape: close }),
    ...more,
  })
  return { current: current ?? keys[0] ?? null, openAt, close }
}
