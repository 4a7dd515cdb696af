import type { ReactNode } from 'react'
import { useId } from 'react'

interface FactProps {
  label: string
  grey: boolean
  children: ReactNode
}

/** A label over its number. */
export function Fact({ label, grey, children }: FactProps) {
  const id = useId()
  return (
    <div role="group" aria-labelledby={id} data-grey={grey} className="grid content-start gap-0.5">
      <span id={id} className="text-12 text-ink-muted">
        {label}
      </span>
      <span className={`text-20 tracking-[-0.015em] ${grey ? 'font-[480] text-stale' : 'font-number'}`}>
        {children}
      </span>
    </div>
  )
}
