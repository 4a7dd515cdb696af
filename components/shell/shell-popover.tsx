'use client'

import type { MouseEvent, ReactNode } from 'react'
import { useId, useRef } from 'react'

interface ShellPopoverProps {
  /** What it is, for who does not see it. */
  label: string
  /** Of the button that opens it. */
  className: string
  /** What the button shows. */
  button: ReactNode
  /** Where it floats. */
  place: string
  children: ReactNode
}

/** The browser's own popover: Escape and a press elsewhere close it, and the focus goes back to the button. */
export function ShellPopover({ label, className, button, place, children }: ShellPopoverProps) {
  const id = useId()
  const popover = useRef<HTMLDivElement>(null)
  return (
    <>
      <button type="button" popoverTarget={id} aria-haspopup="dialog" className={className}>
        {button}
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        tabIndex={-1}
        onToggle={({ newState }) => {
          if (newState === 'open') popover.current?.focus()
        }}
        className={`fixed m-0 bg-overlay p-4 text-ink shadow-overlay outline-none ${place}`}
      >
        {children}
      </div>
    </>
  )
}

/** For what leads elsewhere from within a popover: the shell, and with it the popover, outlives every page. */
export function closePopover({ currentTarget }: MouseEvent<HTMLElement>): void {
  currentTarget.closest<HTMLElement>('[popover]')?.hidePopover()
}

/** A line of a popover that leads somewhere or does something: as high as a thumb on a phone. */
export const popoverLine =
  'flex h-8 w-full items-center gap-2.5 rounded-2 px-2 font-control hover:bg-fill max-tablet:h-11 [&>svg]:size-4 [&>svg]:text-ink-faint'
