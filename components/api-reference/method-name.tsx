/** GET, POST, … in a column of their own width. */
export function MethodName({ method }: { method: string }) {
  return (
    <span className="inline-block shrink-0 rounded-1 bg-fill px-1.5 font-mono text-11 font-medium text-ink-muted">
      {method}
    </span>
  )
}
