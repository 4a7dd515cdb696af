import type { ReactNode } from 'react'
import { useId } from 'react'

interface SectionProps {
  title: string
  /** Of its heading: 2 where nothing but the page's title stands above it. */
  level?: 2 | 3
  children: ReactNode
}

/** A part of a page, under a thin rule. */
export function Section({ title, level = 3, children }: SectionProps) {
  const id = useId()
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section aria-labelledby={id} className="border-t border-line py-5">
      <Heading id={id} className="mb-3 font-strong">
        {title}
      </Heading>
      {children}
    </section>
  )
}
