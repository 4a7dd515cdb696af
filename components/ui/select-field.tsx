interface SelectFieldProps {
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  onChange: (value: string) => void
  className?: string
}

/** A choice of one among many, as the browser draws it. */
export function SelectField({ label, value, options, onChange, className = '' }: SelectFieldProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ target }) => {
        onChange(target.value)
      }}
      className={`h-8 w-full min-w-0 rounded-2 border border-line-field bg-surface px-2 text-ink max-tablet:h-11 max-tablet:text-[1rem] ${className}`}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
