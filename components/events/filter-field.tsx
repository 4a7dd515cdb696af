'use client'

import { useEffect, useId, useRef, useState } from 'react'
import { tellTyped } from '#components/ui/tell-typed.ts'

/** From the last key to the question, so that a word is one question and not one a letter. */
const settledMs = 350

interface FilterFieldProps {
  label: string
  placeholder: string
  value: string
  suggestions?: readonly string[]
  isValid: (text: string) => boolean
  onChange: (text: string) => void
}

/** A field of the filter: it asks a moment after the last key, and at once with Enter or when it is left. */
export function FilterField({ label, placeholder, value, suggestions, isValid, onChange }: FilterFieldProps) {
  const id = useId()
  const [draft, setDraft] = useState({ of: value, text: value })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // The address was changed elsewhere: by Back, or by a press on an event's own words.
  if (draft.of !== value) setDraft({ of: value, text: value })
  useEffect(() => () => clearTimeout(timer.current), [])
  const commit = (text: string): void => {
    clearTimeout(timer.current)
    const trimmed = text.trim()
    if (trimmed === value || !isValid(trimmed)) return
    setDraft({ of: trimmed, text })
    onChange(trimmed)
  }
  return (
    <>
      <input
        ref={tellTyped}
        aria-label={label}
        placeholder={placeholder}
        value={draft.text}
        {...(suggestions && { list: id })}
        aria-invalid={!isValid(draft.text.trim())}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        onChange={({ target: { value: text } }) => {
          setDraft({ of: value, text })
          clearTimeout(timer.current)
          timer.current = setTimeout(() => commit(text), settledMs)
        }}
        onKeyDown={({ key }) => {
          if (key === 'Enter') commit(draft.text)
        }}
        onBlur={() => {
          commit(draft.text)
        }}
        className="h-8 w-full min-w-0 rounded-2 border border-line-field bg-surface px-2.5 text-ink placeholder:text-ink-faint aria-invalid:border-bad max-tablet:h-11 max-tablet:text-[1rem]"
      />
      {suggestions && (
        <datalist id={id}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion}>
              {suggestion}
            </option>
          ))}
        </datalist>
      )}
    </>
  )
}
