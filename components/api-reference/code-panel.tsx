import { CopyButton } from '#components/ui/copy-button.tsx'

/** A named piece of code to copy; long lines are broken for the eye only. */
export function CodePanel({ title, code }: { title: string; code: string }) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-2 bg-fill">
      <figcaption className="flex h-9 items-center justify-between gap-3 border-b border-line pr-1.5 pl-3 text-12 text-ink-muted max-tablet:h-12">
        <span className="truncate">{title}</span>
        <CopyButton text={code} className="max-tablet:h-10" />
      </figcaption>
      <pre className="px-3 py-2.5 font-mono text-12 leading-5 wrap-anywhere whitespace-pre-wrap text-ink">{code}</pre>
    </figure>
  )
}
