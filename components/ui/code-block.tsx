import { CopyButton } from './copy-button.tsx'

/** Something to paste elsewhere, as it is. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className="relative">
      {/* Scrolls sideways, and what scrolls must be reachable by keyboard. */}
      <pre
        tabIndex={0}
        role="group"
        aria-label={label}
        className="overflow-x-auto rounded-2 bg-fill px-3.5 py-3 pr-24 font-mono text-12 leading-5 text-ink"
      >
        {code}
      </pre>
      <CopyButton text={code} className="absolute top-2 right-2" />
    </div>
  )
}
