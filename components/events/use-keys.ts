'use client'

import { useEffect, useEffectEvent, useRef } from 'react'

const fields = 'input, select, textarea, [contenteditable]'

/** Escape closes any popover. One that nobody opened with a button only tells something, as under the pointer. */
function isForPopover(key: string): boolean {
  const open = [...document.querySelectorAll(':popover-open')]
  return open.some(
    ({ id }) => key === 'Escape' || document.querySelector(`[popovertarget="${CSS.escape(id)}"]`) !== null,
  )
}

/**
 * Keys of a screen, while the focus is in its element or nowhere. They stay out of fields, of what the browser or a screen
 * reader does with a modifier, and of what a button has opened over the screen. When a field goes while somebody types in
 * it, the next letters reach the body: they are nobody's until something has the focus again, or a pointer was pressed.
 */
export function useKeys(isWithin: (target: Element) => boolean, keys: Readonly<Record<string, () => void>>): void {
  const typedIn = useRef<Element | null>(null)
  const onFocus = useEffectEvent(() => {
    const field = document.activeElement?.closest(fields) ?? null
    // One elsewhere, as the palette's, is closed by whoever typed in it.
    typedIn.current = field !== null && isWithin(field) ? field : null
  })
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target instanceof Element ? event.target : document.body
    if (target.closest(fields) !== null || isForPopover(event.key)) return
    if (target === document.body ? typedIn.current?.isConnected === false : !isWithin(target)) return
    const run = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined
    if (run === undefined) return
    event.preventDefault()
    run()
  })
  useEffect(() => {
    const keyListener = (event: KeyboardEvent) => onKey(event)
    const focusListener = () => onFocus()
    addEventListener('keydown', keyListener)
    addEventListener('focusin', focusListener)
    // Not when it goes down: only by then the press has moved the focus, or left it where it was.
    addEventListener('pointerup', focusListener)
    return () => {
      removeEventListener('keydown', keyListener)
      removeEventListener('focusin', focusListener)
      removeEventListener('pointerup', focusListener)
    }
  }, [])
}
