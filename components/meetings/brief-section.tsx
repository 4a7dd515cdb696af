import type { ReactNode } from 'react'

interface BriefSectionProps {
  id: string
  title: string
  /** At the end of the title's line. */
  aside?: ReactNode
  isFirst?: boolean
  children: ReactNode
}

/** A part of the brief, under a thin rule; on paper it is not cut in two. */
export function BriefSection({ id, title, aside, isFirst = false, children }: BriefSectionProps) {
  return (
    <section
      aria-labelledby={id}
      className={`pt-4 print:break-inside-avoid ${isFirst ? '' : 'mt-2 border-t border-line'}`}
    >
      <div className="flex items-baseline justify-between gap-3">
        <h3 id={id} className="font-strong">
          {title}
        </h3>
        {aside !== undefined && <span className="text-12 whitespace-nowrap text-ink-muted">{aside}</span>}
      </div>
      {children}
    </section>
  )
}
