'use client'

import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { CaptureMode } from '#contract/database.ts'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'
import type { Draft, Inspected } from './draft.ts'
import { canChoose } from './draft.ts'
import { ProblemNote } from './problem-note.tsx'
import { StepFoot } from './step.tsx'
import { useAskedWords } from './use-asked-words.ts'
import type { Inspecting } from './use-connecting.ts'

const modes: readonly CaptureMode[] = ['replication', 'outbox', 'poll']

interface WayStepProps {
  inspected: Inspected
  draft: Draft
  onChange: (change: Partial<Draft>) => void
  onContinue: () => void
  /** Asks the database again, after somebody has changed it. */
  inspecting: Inspecting
}

/** The three ways to capture changes, with what stands in the way of each. */
export function WayStep({ inspected, draft, onChange, onContinue, inspecting }: WayStepProps) {
  const t = useTranslations('databases')
  const failureWords = useAskedWords()
  const isBarred = modes.some((mode) => !inspected.modes[mode].possible)
  return (
    <Form
      aria-label={t('steps.way')}
      onSend={() => {
        onContinue()
      }}
    >
      <fieldset>
        <legend className="sr-only">{t('steps.way')}</legend>
        <div className="border-t border-line">
          {modes.map((mode) => (
            <WayChoice
              key={mode}
              mode={mode}
              inspected={inspected}
              isChosen={mode === draft.capture}
              onChoose={() => {
                onChange({ capture: mode })
              }}
            />
          ))}
        </div>
      </fieldset>
      {inspecting.problem !== null && (
        <div className="mt-4">
          <ProblemNote {...inspecting.problem} />
        </div>
      )}
      <StepFoot wrong={failureWords(inspecting.failure)}>
        <Button type="submit" variant="primary" disabled={!canChoose(inspected, draft.capture)}>
          {t('continue')}
        </Button>
        {isBarred && (
          <Button onClick={inspecting.ask} disabled={inspecting.pending}>
            {inspecting.pending ? t('checking') : t('checkAgain')}
          </Button>
        )}
      </StepFoot>
    </Form>
  )
}

interface WayChoiceProps {
  mode: CaptureMode
  inspected: Inspected
  isChosen: boolean
  onChoose: () => void
}

function WayChoice({ mode, inspected, isChosen, onChoose }: WayChoiceProps) {
  const t = useTranslations('databases.ways')
  const id = useId()
  const { possible } = inspected.modes[mode]
  const isOpen = canChoose(inspected, mode)
  const isRecommended = inspected.recommended === mode
  return (
    <div className="relative flex gap-3 border-b border-line px-2 py-3 has-checked:bg-accent-soft has-enabled:hover:bg-fill has-checked:hover:bg-accent-soft has-focus-visible:shadow-(--focus)">
      <input
        id={id}
        type="radio"
        name="way"
        checked={isChosen}
        disabled={!isOpen}
        aria-describedby={`${id}-what`}
        onChange={onChoose}
        className="relative z-1 mt-0.5 size-4 shrink-0 accent-(--accent) focus-visible:shadow-none"
      />
      <div className="min-w-0">
        <span className="flex flex-wrap items-baseline gap-x-2">
          <label
            htmlFor={id}
            className={`font-strong ${isOpen ? 'cursor-pointer after:absolute after:inset-0' : 'text-ink-muted'}`}
          >
            {t(`${mode}.name`)}
          </label>
          {isRecommended && (
            <span className="rounded-1 bg-accent-soft px-1.5 text-11 text-accent">{t('recommended')}</span>
          )}
          {!possible && (
            <span className="rounded-1 bg-stale-soft px-1.5 text-11 text-stale">
              {isOpen ? t('byOthers') : t('impossible')}
            </span>
          )}
        </span>
        <div id={`${id}-what`}>
          <p className="text-12 text-ink-muted">{t(`${mode}.what`)}</p>
          {isRecommended && <p className="mt-1 text-12">{t(`${mode}.why`)}</p>}
        </div>
        <Obstacles mode={mode} inspected={inspected} />
      </div>
    </div>
  )
}

/** Why it is not possible, or what it costs. */
function Obstacles({ mode, inspected }: { mode: CaptureMode; inspected: Inspected }) {
  const t = useTranslations('databases')
  const { possible, obstacles } = inspected.modes[mode]
  if (obstacles.length === 0) return null
  return (
    <ul aria-label={possible ? t('ways.costs') : t('ways.obstacles')} className="mt-2 grid gap-1.5">
      {obstacles.map(({ code, detail }) => (
        <li key={`${code} ${detail}`} className="border-l-2 border-warn pl-2.5 text-12">
          <p className="font-strong">{t(`problems.${code}.title`)}</p>
          <p lang="en" className="wrap-anywhere text-ink-muted">
            {detail}
          </p>
        </li>
      ))}
    </ul>
  )
}
