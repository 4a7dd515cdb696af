import type { LucideIcon } from 'lucide-react'

interface SegmentProps<Value extends string> {
  label: string
  value: Value
  /** With an icon the label is read aloud and shown on hover; without one it is what is seen. */
  options: { value: Value; label: string; Icon?: LucideIcon }[]
  onChange: (value: Value) => void
}

/** A choice of one among few, side by side. */
export function Segment<Value extends string>({ label, value, options, onChange }: SegmentProps<Value>) {
  return (
    <div role="group" aria-label={label} className="inline-flex gap-px rounded-2 bg-fill p-0.5">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          {...(option.Icon === undefined ? {} : { 'aria-label': option.label, title: option.label })}
          aria-pressed={option.value === value}
          onClick={() => {
            onChange(option.value)
          }}
          className="inline-flex h-6.5 min-w-8 items-center justify-center rounded-[4px] px-2 text-12 whitespace-nowrap text-ink-muted aria-pressed:bg-overlay aria-pressed:font-strong aria-pressed:text-ink aria-pressed:shadow-[0_0_0_1px_var(--line-strong)] max-tablet:h-11 max-tablet:min-w-11"
        >
          {option.Icon === undefined ? (
            option.label
          ) : (
            <option.Icon aria-hidden="true" strokeWidth={1.6} className="size-3.5" />
          )}
        </button>
      ))}
    </div>
  )
}
