import type { ReactNode } from 'react'
import { useId } from 'react'

/** A part of a source's page, under a thin rule. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="border-t border-line py-5">
      <h3 id={id} className="mb-3 font-strong">
        {title}
      </h3>
      {children}
    </section>
  )
}
