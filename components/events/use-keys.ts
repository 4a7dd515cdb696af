'use client'

import { useEffect, useEffectEvent } from 'react'

/**
 * Keys of a screen, while the focus is in its element or nowhere. They stay out of fields, and of what the browser or a
 * screen reader does with a modifier.
 */
export function useKeys(isWithin: (target: Element) => boolean, keys: Readonly<Record<string, () => void>>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target instanceof Element ? event.target : document.body
    if (target.closest('input, select, textarea, [contenteditable]') !== null) return
    if (target !== document.body && !isWithin(target)) return
    const run = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined
    if (run === undefined) return
    event.preventDefault()
    run()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}
