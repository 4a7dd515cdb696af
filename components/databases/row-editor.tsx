'use client'

import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useId } from 'react'
import { Button } from '#components/ui/button.tsx'

interface RowEditorProps {
  title: string
  hint: string
  addLabel: string
  onAdd: () => void
  children: ReactNode
}

/** A list of entries that grows and shrinks. */
export function RowEditor({ title, hint, addLabel, onAdd, children }: RowEditorProps) {
  const id = useId()
  return (
    <div role="group" aria-labelledby={id} className="grid min-w-0 gap-2">
      <div>
        <h5 id={id} className="text-12 font-medium">
          {title}
        </h5>
        <p className="text-12 text-ink-faint">{hint}</p>
      </div>
      {children}
      <div>
        <Button size="small" className="max-tablet:h-11" onClick={onAdd}>
          <Plus aria-hidden="true" strokeWidth={1.6} />
          {addLabel}
        </Button>
      </div>
    </div>
  )
}

/** One entry: its fields side by side, on a phone below each other. */
export function EditedRow({
  removeLabel,
  error,
  onRemove,
  children,
}: {
  removeLabel: string
  error: string | undefined
  onRemove: () => void
  children: ReactNode
}) {
  return (
    <div className="grid gap-1 border-line max-tablet:border-b max-tablet:pb-3">
      <div className="grid grid-cols-2 items-center gap-2 tablet:flex">
        {children}
        <Button
          variant="ghost"
          aria-label={removeLabel}
          title={removeLabel}
          onClick={onRemove}
          className="px-2 max-tablet:h-11 max-tablet:w-11"
        >
          <X aria-hidden="true" strokeWidth={1.6} />
        </Button>
      </div>
      {error !== undefined && (
        <p role="alert" className="text-12 text-bad">
          {error}
        </p>
      )}
    </div>
  )
}
