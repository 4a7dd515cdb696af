import type { ComponentProps, ReactNode } from 'react'
import { useId } from 'react'
import { tellTyped } from './tell-typed.ts'

/** What a hand must find: 32 px, 44 on phones, where smaller text would make the browser zoom in. */
export const control =
  'h-8 min-w-0 w-full rounded-2 border border-line-field bg-surface px-2.5 text-ink aria-invalid:border-bad max-tablet:h-11 max-tablet:text-[1rem]'

interface FieldProps {
  label: string
  hint?: ReactNode
  /** What is wrong with the entry. */
  error?: string | undefined
  children: (input: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode
}

/** A label, what it labels, and below it the hint or what is wrong. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const said = error ?? hint
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={id} className="text-12 font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': `${id}-said`, 'aria-invalid': error !== undefined })}
      <p
        id={`${id}-said`}
        role={error === undefined ? undefined : 'alert'}
        className={`text-12 ${error === undefined ? 'text-ink-faint' : 'text-bad'} ${said === undefined ? 'hidden' : ''}`}
      >
        {said}
      </p>
    </div>
  )
}

type TextFieldProps = Omit<FieldProps, 'children'> & Omit<ComponentProps<'input'>, 'id' | 'className'>

export function TextField({ label, hint, error, ...input }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <input ref={tellTyped} autoComplete="off" spellCheck={false} {...input} {...described} className={control} />
      )}
    </Field>
  )
}

type AreaFieldProps = Omit<FieldProps, 'children'> & Omit<ComponentProps<'textarea'>, 'id' | 'className'>

export function AreaField({ label, hint, error, ...area }: AreaFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <textarea
          ref={tellTyped}
          spellCheck={false}
          {...area}
          {...described}
          className={`${control} h-auto! py-1.5 font-mono text-12`}
        />
      )}
    </Field>
  )
}

type SelectFieldProps = Omit<FieldProps, 'children'> &
  Omit<ComponentProps<'select'>, 'id' | 'className' | 'children'> & {
    options: readonly { value: string; label: string }[]
  }

export function SelectField({ label, hint, error, options, ...select }: SelectFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <select {...select} {...described} className={control}>
          {options.map(({ value, label: text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

type CheckFieldProps = { label: string } & Omit<ComponentProps<'input'>, 'type' | 'className'>

export function CheckField({ label, ...input }: CheckFieldProps) {
  return (
    <label className="flex min-h-6 items-start gap-2 max-tablet:min-h-11 max-tablet:items-center">
      <input type="checkbox" {...input} className="mt-0.5 size-4 shrink-0 accent-(--accent)" />
      <span>{label}</span>
    </label>
  )
}
