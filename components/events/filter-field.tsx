'use client'

import { startTransition, useEffect, useEffectEvent, useId, useOptimistic, useState } from 'react'
import { tellTyped } from '#components/ui/tell-typed.ts'

/** From the last key to the question, so that a word is one question and not one a letter. */
const settledMs = 350

interface FilterFieldProps {
  label: string
  placeholder: string
  value: string
  suggestions?: readonly string[]
  isValid: (text: string) => boolean
  /** Runs in a transition, which lasts until the value has come back. */
  onChange: (text: string) => void
}

/** A field of the filter: it asks a moment after the last key, and at once with Enter or when it is left. */
export function FilterField({ label, placeholder, value, suggestions, isValid, onChange }: FilterFieldProps) {
  const id = useId()
  // What was asked for, until the address has it: some come back only with the server's page, and letters are typed meanwhile.
  const [asked, ask] = useOptimistic(value)
  const [draft, setDraft] = useState({ of: value, text: value })
  // The address was changed elsewhere: by Back, or by a press on an event's own words.
  if (draft.of !== asked) setDraft({ of: asked, text: asked })
  const commit = (): void => {
    const wanted = draft.text.trim()
    if (wanted === asked.trim() || !isValid(wanted)) return
    setDraft({ of: wanted, text: draft.text })
    startTransition(() => {
      ask(wanted)
      onChange(wanted)
    })
  }
  const settle = useEffectEvent(commit)
  useEffect(() => {
    const timer = setTimeout(() => settle(), settledMs)
    return () => clearTimeout(timer)
  }, [draft.text])
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
          setDraft({ of: asked, text })
        }}
        onKeyDown={({ key, nativeEvent }) => {
          if (key === 'Enter' && !nativeEvent.isComposing) commit()
        }}
        onBlur={commit}
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
