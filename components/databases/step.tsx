'use client'

import { Check } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useId } from 'react'
import { Button } from '#components/ui/button.tsx'

export const connectSteps = ['connection', 'way', 'tables', 'meaning', 'consent'] as const
export const changeSteps = ['tables', 'meaning', 'save'] as const
export type StepName = (typeof connectSteps | typeof changeSteps)[number]

/** Which step is open, and how far one has come: what lies before that can be opened again. */
export interface Place {
  steps: readonly StepName[]
  open: StepName
  reached: StepName
  /** Somebody has moved: the heading of the step takes the focus. */
  isMoved: boolean
}

export const start: Place = { steps: connectSteps, open: 'connection', reached: 'connection', isMoved: false }

/** What is changed most stands open. */
export const startOfChange: Place = { steps: changeSteps, open: 'meaning', reached: 'meaning', isMoved: false }

/** Opens a step; nothing that was reached before is lost. */
export function moveTo(place: Place, open: StepName): Place {
  const { steps, reached } = place
  const isFurther = steps.indexOf(open) > steps.indexOf(reached)
  return { steps, open, reached: isFurther ? open : reached, isMoved: true }
}

interface StepProps {
  name: StepName
  place: Place
  /** What was entered, in a line; shown while the step is closed. */
  summary: ReactNode
  onOpen: (name: StepName) => void
  children: ReactNode
}

/** One of the steps of a page: still ahead, open, or done and open to change. */
export function Step({ name, place, summary, onOpen, children }: StepProps) {
  const t = useTranslations('databases')
  const id = useId()
  const isOpen = place.open === name
  const number = place.steps.indexOf(name) + 1
  const isReached = number <= place.steps.indexOf(place.reached) + 1
  const isDone = isReached && !isOpen
  return (
    <section aria-labelledby={id} data-open={isOpen} className="border-t border-line py-4">
      <header className="flex min-h-8 items-center gap-3">
        <StepMark number={number} isDone={isDone} isOpen={isOpen} />
        <h3
          id={id}
          ref={isOpen && place.isMoved ? takeFocus : null}
          tabIndex={-1}
          className={`text-15 font-strong ${isReached ? '' : 'text-ink-faint'}`}
        >
          {t(`steps.${name}`)}
        </h3>
        {isDone && (
          <Button
            size="small"
            className="ml-auto max-tablet:h-11"
            aria-label={t('changeStep', { step: t(`steps.${name}`) })}
            onClick={() => {
              onOpen(name)
            }}
          >
            {t('change')}
          </Button>
        )}
      </header>
      {isOpen && <div className="mt-3 min-w-0 tablet:ml-9">{children}</div>}
      {isDone && <div className="min-w-0 text-12 text-ink-muted tablet:ml-9">{summary}</div>}
    </section>
  )
}

function StepMark({ number, isDone, isOpen }: { number: number; isDone: boolean; isOpen: boolean }) {
  const colours = isOpen ? 'border-accent bg-accent text-on-accent' : 'border-line-strong text-ink-muted'
  return (
    <span
      aria-hidden="true"
      className={`grid size-6 shrink-0 place-items-center rounded-full border text-12 font-strong ${colours}`}
    >
      {isDone ? <Check strokeWidth={2} className="size-3.5 text-good" /> : number}
    </span>
  )
}

function takeFocus(heading: HTMLElement | null): void {
  heading?.focus({ preventScroll: true })
  heading?.scrollIntoView({ block: 'nearest' })
}

/** Under a step: what leads to the next one. */
export function StepFoot({ wrong, children }: { wrong?: string | undefined; children: ReactNode }) {
  return (
    <div className="mt-5 grid justify-items-start gap-2">
      {wrong !== undefined && (
        <p role="alert" className="text-bad">
          {wrong}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2 max-tablet:[&>button]:h-11">{children}</div>
    </div>
  )
}
