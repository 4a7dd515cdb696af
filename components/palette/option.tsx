'use client'

import { useEffect, useRef } from 'react'
import type { PaletteEntry } from './palette-entry.ts'

interface OptionProps {
  id: string
  entry: PaletteEntry
  /** The one that Enter chooses: it is kept in sight. */
  isActive: boolean
  onPoint: () => void
  onChoose: () => void
}

export function Option({ id, entry: { label, detail, Icon }, isActive, onPoint, onChoose }: OptionProps) {
  const line = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isActive) line.current?.scrollIntoView({ block: 'nearest' })
  }, [isActive])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field, which keeps the focus, has the keys
    <div
      ref={line}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      onPointerMove={isActive ? undefined : onPoint}
      // The focus stays in the field.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
      className="flex min-h-9 cursor-default items-center gap-2.5 rounded-2 px-2 aria-selected:bg-accent-soft max-tablet:min-h-12 max-tablet:flex-wrap max-tablet:gap-y-0 max-tablet:py-1.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-faint"
    >
      <Icon aria-hidden="true" strokeWidth={1.6} />
      <span className="font-control wrap-anywhere">{label}</span>
      {detail !== '' && (
        <span className="ml-auto truncate pl-4 text-12 text-ink-muted max-tablet:ml-0 max-tablet:w-full max-tablet:pl-6.5">
          {detail}
        </span>
      )}
    </div>
  )
}
