import { Fragment } from 'react'

/** Paragraphs, and `code` between backticks: the Markdown that the document uses. */
export function Prose({ text, className = '' }: { text: string; className?: string }) {
  return (
    <div className={`grid gap-2 text-pretty ${className}`}>
      {text.split('\n\n').map((paragraph) => (
        <p key={paragraph}>
          <Inline text={paragraph} />
        </p>
      ))}
    </div>
  )
}

/** One line with `code` between backticks. */
export function Inline({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 1 ? (
      // The order never changes: it is that of the text.
      // oxlint-disable-next-line react/no-array-index-key
      <code key={index} className="rounded-1 bg-fill px-1 font-mono text-[0.92em] wrap-anywhere text-ink">
        {part}
      </code>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key
      <Fragment key={index}>{part}</Fragment>
    ),
  )
}
