import type { ReactNode } from 'react'

interface PaneProps {
  id: string
  title: string
  /** At the end of the title's line. */
  aside?: ReactNode
  className?: string
  children: ReactNode
}

/** A part of what is known of somebody, under its title. */
export function Pane({ id, title, aside, className = '', children }: PaneProps) {
  return (
    <section aria-labelledby={id} className={className}>
      <div className="flex items-baseline justify-between gap-3">
        <h3 id={id} className="font-strong">
          {title}
        </h3>
        {aside !== undefined && <span className="text-12 text-ink-muted">{aside}</span>}
      </div>
      {children}
    </section>
  )
}

/** Between two parts of one column. */
export const nextPane = 'mt-5 border-t border-line pt-4'
