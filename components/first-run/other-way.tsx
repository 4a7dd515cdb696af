import type { LucideIcon } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useId } from 'react'
import { buttonVariants } from '#components/ui/button.tsx'

interface OtherWayProps {
  Icon: LucideIcon
  title: string
  what: string
  href: string
  action: string
}

/** A way in that has a page of its own. */
export function OtherWay({ Icon, title, what, href, action }: OtherWayProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="border-t border-line py-4">
      <header className="flex flex-wrap items-center gap-3">
        <Icon aria-hidden="true" strokeWidth={1.6} className="size-5 text-ink-muted" />
        <div className="min-w-0 flex-1">
          <h3 id={id} className="text-15 font-strong">
            {title}
          </h3>
          <p className="text-12 text-ink-muted">{what}</p>
        </div>
        <Link href={href} className={buttonVariants({ className: 'max-tablet:h-11' })}>
          {action}
        </Link>
      </header>
    </section>
  )
}
