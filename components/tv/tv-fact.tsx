import type { ReactNode } from 'react'
import { useId } from 'react'

interface TvFactProps {
  label: string
  grey: boolean
  children: ReactNode
}

export function TvFact({ label, grey, children }: TvFactProps) {
  const id = useId()
  return (
    <div role="group" aria-labelledby={id} data-grey={grey}>
      <span id={id} className="block text-[2.25rem] leading-11 text-ink-muted">
        {label}
      </span>
      <span
        className={`block text-[5.75rem] leading-25 tracking-[-0.035em] ${grey ? 'font-[480] text-stale' : 'font-number'}`}
      >
        {children}
      </span>
    </div>
  )
}
