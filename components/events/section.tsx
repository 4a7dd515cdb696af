import type { ReactNode } from 'react'

interface SectionProps {
  title: string
  /** Beside the title, quietly. */
  aside?: ReactNode
  children: ReactNode
}

export function Section({ title, aside, children }: SectionProps) {
  return (
    <section>
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <h3 className="font-strong">{title}</h3>
        {aside !== undefined && <span className="text-12 text-ink-muted">{aside}</span>}
      </div>
      {children}
    </section>
  )
}
