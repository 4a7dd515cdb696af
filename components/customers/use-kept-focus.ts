'use client'

import type { FocusEvent } from 'react'
import { useEffect, useRef } from 'react'

/** The element of the link on an arrival's card. */
export function arrivalLinkId(id: string): string {
  return `arrival-${id}`
}

interface FocusListeners {
  onFocus: (event: FocusEvent) => void
  onBlur: () => void
}

/**
 * A card that goes to another group is another element there: whoever had the focus in it gets it back on its link.
 *
 * @returns for the element around the cards, each of which has `data-arrival`.
 */
export function useKeptFocus(): FocusListeners {
  const held = useRef<string | null>(null)
  useEffect(() => {
    // React tells nobody of a focus that goes with its element: `held` is still what it was in.
    if (held.current === null || document.activeElement !== document.body) return
    document.getElementById(arrivalLinkId(held.current))?.focus()
  })
  return {
    onFocus: ({ target }) => {
      // Who points with a mouse or a thumb is not led away from the next one.
      const card = target.matches(':focus-visible') ? target.closest<HTMLElement>('[data-arrival]') : null
      held.current = card?.dataset.arrival ?? null
    },
    onBlur: () => {
      held.current = null
    },
  }
}
