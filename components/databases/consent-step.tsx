'use client'

import { useTranslations } from 'next-intl'
import type { CreatedSource } from '#contract/api.ts'
import { durationFrom } from '#components/sources/duration-entry.ts'
import { DurationField } from '#components/sources/duration-field.tsx'
import { createSource } from '#components/sources/source-requests.ts'
import type { FieldWords } from '#components/sources/use-failure-words.ts'
import { useFailureWords } from '#components/sources/use-failure-words.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import type { Draft } from './draft.ts'
import { configOf, defaultPromise } from './draft.ts'
import type { Naming } from './naming-inputs.tsx'
import { NamingInputs } from './naming-inputs.tsx'
import { PlanOfConfig } from './plan-of-config.tsx'
import type { Refusal } from './pointer.ts'
import { refusalOf } from './pointer.ts'
import { StepFoot } from './step.tsx'
import type { Planning } from './use-planning.ts'

interface ConsentStepProps {
  connection: string
  draft: Draft
  naming: Naming
  planning: Planning
  onNaming: (naming: Naming) => void
  onChange: (change: Partial<Draft>) => void
  onConnected: (source: CreatedSource) => void
  /** Something is wrong with the config, of which the steps before have the fields. */
  onRefused: (refusal: Refusal) => void
}

const places = ['#/name', '#/slug', '#/promiseSeconds']

/** What it will be called, the SQL that will run, and only then the connection. */
export function ConsentStep(props: ConsentStepProps) {
  const { connection, draft, naming, planning, onNaming, onChange, onConnected, onRefused } = props
  const t = useTranslations('databases')
  const { pending, failure, run } = useRequest<CreatedSource>()
  const { at, general } = useFailureWords(failure, places)
  const { mode, promiseSeconds } = defaultPromise(draft)
  const config = configOf(draft, naming.slug)
  // Only what has been seen is consented to.
  const isShown = planning.isOf(config)
  const connect = async (form: FormData): Promise<void> => {
    const promise = durationFrom(form, 'promiseSeconds')
    const name = naming.name.trim()
    const asked = { ...naming, kind: 'postgres', config, secret: connection, mode, promiseSeconds: promise }
    const answering = createSource({ ...asked, name: name === '' ? naming.slug : name })
    const created = await run(answering)
    const answer = await answering
    if (created !== null) onConnected(created)
    else if (!answer.ok && answer.failure.reason === 'wrong') onRefused(refusalOf(config, answer.failure.errors))
  }
  return (
    <Form
      aria-label={t('steps.consent')}
      noValidate
      onSend={(form) => {
        if (isShown) void connect(new FormData(form))
        else planning.ask(config)
      }}
      className="grid gap-5"
    >
      <div className="grid max-w-160 gap-4 tablet:grid-cols-2">
        <NamingInputs naming={naming} at={at} onChange={onNaming} />
        <MoreInputs draft={draft} promiseSeconds={promiseSeconds} at={at} onChange={onChange} />
      </div>
      <PlanOfConfig planning={planning} config={config} />
      <StepFoot wrong={general}>
        <Button type="submit" variant="primary" disabled={pending || planning.pending}>
          {pending ? t('connecting') : isShown ? t('connect') : t('showPlan')}
        </Button>
        <span role="status" className="text-12 text-ink-muted">
          {isShown ? t(draft.snapshot ? 'connectWhat' : 'connectWhatLater') : ''}
        </span>
      </StepFoot>
    </Form>
  )
}

const gib = 1024 ** 3

interface MoreInputsProps {
  draft: Draft
  promiseSeconds: number
  at: FieldWords
  onChange: (change: Partial<Draft>) => void
}

function MoreInputs({ draft, promiseSeconds, at, onChange }: MoreInputsProps) {
  const t = useTranslations('databases.more')
  return (
    <>
      <DurationField
        label={t('promise')}
        name="promiseSeconds"
        seconds={promiseSeconds}
        hint={t('promiseHint')}
        error={at('#/promiseSeconds')}
      />
      {draft.capture === 'replication' && (
        <NumberOfGib
          label={t('budget')}
          hint={t('budgetHint')}
          bytes={draft.walBudgetBytes}
          onChange={(walBudgetBytes) => {
            onChange({ walBudgetBytes })
          }}
        />
      )}
    </>
  )
}

interface NumberOfGibProps {
  label: string
  hint: string
  bytes: number
  onChange: (bytes: number) => void
}

/** The budget in the unit that disks are bought in. */
function NumberOfGib({ label, hint, bytes, onChange }: NumberOfGibProps) {
  return (
    <TextField
      label={label}
      hint={hint}
      type="number"
      min={0.1}
      step="any"
      defaultValue={bytes / gib}
      onChange={(event) => {
        const entered = Number(event.currentTarget.value)
        if (entered > 0) onChange(Math.round(entered * gib))
      }}
    />
  )
}
