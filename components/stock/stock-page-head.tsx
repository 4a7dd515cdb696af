import { ArrowLeft } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import type { ReactNode } from 'react'
import { stockHref } from './stock-address.ts'

interface StockPageHeadProps {
  title: string
  /** Words of the way back. */
  back: string
  /** Where that leads; absent = to the alerts. */
  href?: string
  /** At the end of the line: the age of what is below. */
  children?: ReactNode
}

/** The head of a page that belongs to stock and is not the alerts themselves. */
export function StockPageHead({ title, back, href = stockHref, children }: StockPageHeadProps) {
  return (
    <header className="flex min-h-11 items-center gap-3 border-b border-line px-4 tablet:px-6">
      <Link
        href={href}
        className="inline-flex items-center gap-1.5 rounded-2 font-control text-accent hover:underline max-tablet:h-11"
      >
        <ArrowLeft aria-hidden="true" strokeWidth={1.6} className="size-3.5" />
        {back}
      </Link>
      <h2 className="font-strong">{title}</h2>
      {children !== undefined && <span className="ml-auto text-12">{children}</span>}
    </header>
  )
}
