'use client'

import type { ReactNode } from 'react'
import { useCallback, useId, useRef, useState } from 'react'

const gapPx = 8
const marginPx = 12

/** Below the mark and flush with its right edge, inside the window. */
function place(popover: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect()
  const size = popover.getBoundingClientRect()
  const left = Math.min(at.right - size.width, window.innerWidth - size.width - marginPx)
  const below = at.bottom + gapPx
  const top = below + size.height > window.innerHeight ? at.top - gapPx - size.height : below
  popover.style.left = `${Math.max(marginPx, left)}px`
  popover.style.top = `${Math.max(marginPx, top)}px`
}

/** The browser's own popover: Escape and a press elsewhere close it, and no library is loaded for it. */
export function AgePopover({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  const id = useId()
  const anchor = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const whenMounted = useCallback((popover: HTMLDivElement | null) => {
    if (popover === null || anchor.current === null) return
    popover.showPopover()
    place(popover, anchor.current)
  }, [])
  const close = (): void => {
    setOpen(false)
  }

  return (
    <span
      onPointerEnter={(event) => {
        if (event.pointerType === 'mouse') setOpen(true)
      }}
      onPointerLeave={(event) => {
        if (event.pointerType === 'mouse') close()
      }}
    >
      <button
        ref={anchor}
        type="button"
        aria-expanded={open}
        {...(open ? { 'aria-describedby': id } : {})}
        onFocus={(event) => {
          if (event.currentTarget.matches(':focus-visible')) setOpen(true)
        }}
        onBlur={close}
        onClick={() => {
          setOpen(true)
        }}
        className="-mx-1 rounded-2 px-1"
      >
        {mark}
      </button>
      {open && (
        <div
          ref={whenMounted}
          id={id}
          popover="auto"
          onToggle={(event) => {
            if (event.newState === 'closed') close()
          }}
          className="fixed m-0 w-80 max-w-[calc(100vw-1.5rem)] whitespace-normal rounded-3 bg-overlay p-4 text-left text-12 text-ink shadow-overlay"
        >
          {children}
        </div>
      )}
    </span>
  )
}
