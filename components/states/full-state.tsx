import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface FullStateProps {
  Icon: LucideIcon
  title: string
  /** The level of its heading: 1 where the page has no other title. */
  level: 1 | 2
  children: ReactNode
}

/** The centre of a page that has nothing else to show: what is the matter, and what to do. */
export function FullState({ Icon, title, level, children }: FullStateProps) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div className="grid flex-1 place-items-center p-4">
      <div className="grid min-h-50 w-full max-w-96 content-center justify-items-start gap-2 rounded-3 border border-line bg-surface p-6">
        <Icon aria-hidden="true" strokeWidth={1.6} className="size-5 text-ink-muted" />
        <Heading className="font-strong">{title}</Heading>
        {children}
      </div>
    </div>
  )
}
