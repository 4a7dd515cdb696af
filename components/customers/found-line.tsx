import { Link } from '#components/ui/link.tsx'
import { initialsOf } from './initials.ts'

interface FoundLineProps {
  id: string
  title: string
  detail: string
  /** A word that says what it is. */
  mark: string | null
  onOpen: () => void
}

/** Somebody who can be opened. */
export function FoundLine({ id, title, detail, mark, onOpen }: FoundLineProps) {
  return (
    <li className="border-b border-line">
      <Link
        href={`/customers/${id}`}
        onClick={onOpen}
        className="flex min-h-12 items-center gap-3 px-4 py-2 hover:bg-fill focus-visible:bg-fill tablet:px-6"
      >
        <span
          aria-hidden="true"
          className="grid size-8 shrink-0 place-items-center rounded-full bg-fill text-12 font-strong text-ink-muted"
        >
          {initialsOf(title)}
        </span>
        <span className="grid min-w-0 flex-1">
          <span className="font-strong wrap-anywhere">{title}</span>
          {detail !== '' && <span className="text-12 wrap-anywhere text-ink-muted">{detail}</span>}
        </span>
        {mark !== null && <span className="shrink-0 text-12 text-ink-muted">{mark}</span>}
      </Link>
    </li>
  )
}
