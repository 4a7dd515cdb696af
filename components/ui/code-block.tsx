import { CopyButton } from './copy-button.tsx'

/** Something to paste elsewhere, as it is: long lines are broken for the eye only. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div role="group" aria-label={label} className="relative min-w-0">
      <pre className="rounded-2 bg-fill px-3.5 py-3 pr-24 font-mono text-12 leading-5 wrap-anywhere whitespace-pre-wrap text-ink">
        {code}
      </pre>
      <CopyButton text={code} className="absolute top-2 right-2" />
    </div>
  )
}
