'use client'

import type { RefObject } from 'react'
import { useCallback, useState } from 'react'
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
  const [touched, setTouched] = useState(open)
  const [openBefore, setOpenBefore] = useState(open)
  if (open !== openBefore) {
    setOpenBefore(open)
    if (open !== null) setTouched(open)
  }
  const current = [touched, open].find((key) => key !== null && keys.includes(key)) ?? null
  const openAt = useCallback(
    (key: string) => {
      setTouched(key)
      setOpen(key)
    },
    [setOpen],
  )
  const close = useCallback(() => {
    setOpen(null)
    if (current !== null) focusLine(current)
  }, [current, setOpen])
  const step = (by: 1 | -1): void => {
    const next = stepFrom(keys, current ?? open, by)
    if (next === undefined) return
    setTouched(next)
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
