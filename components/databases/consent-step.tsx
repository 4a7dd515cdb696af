'use client'

import { useTranslations } from 'next-intl'
import type { CreatedSource } from '#contract/api.ts'
import { durationFrom, DurationField } from '#components/sources/duration-field.tsx'
import { createSource } from '#components/sources/source-requests.ts'
import type { FieldWords } from '#components/sources/use-failure-words.ts'
import { useFailureWords } from '#components/sources/use-failure-words.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { Draft } from './draft.ts'
import { configOf, defaultPromise } from './draft.ts'
import type { Naming } from './naming-inputs.tsx'
import { NamingInputs } from './naming-inputs.tsx'
import { PlanList } from './plan-list.tsx'
import { StepFoot } from './step.tsx'
import { useAskedWords } from './use-asked-words.ts'
import type { Planning } from './use-planning.ts'

interface ConsentStepProps {
  connection: string
  draft: Draft
  naming: Naming
  planning: Planning
  onNaming: (naming: Naming) => void
  onChange: (change: Partial<Draft>) => void
  onConnected: (source: CreatedSource) => void
}

const places = ['#/name', '#/slug', '#/promiseSeconds']

/** What it will be called, the SQL that will run, and only then the connection. */
export function ConsentStep(props: ConsentStepProps) {
  const { connection, draft, naming, planning, onNaming, onChange, onConnected } = props
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
    const created = await run(createSource({ ...asked, name: name === '' ? naming.slug : name }))
    if (created !== null) onConnected(created)
  }
  return (
    <form
      aria-label={t('steps.consent')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (isShown) void connect(new FormData(event.currentTarget))
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
    </form>
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

function PlanOfConfig({ planning, config }: { planning: Planning; config: ReturnType<typeof configOf> }) {
  const t = useTranslations('databases')
  const failureWords = useAskedWords()
  const { plan, pending, failure } = planning
  const again = (
    <Button
      disabled={pending}
      onClick={() => {
        planning.ask(config)
      }}
    >
      {pending ? t('checking') : t('checkAgain')}
    </Button>
  )
  return (
    <section aria-label={t('plan.title')} aria-busy={pending} className="grid gap-3 border-t border-line pt-4">
      <h4 className="font-strong">{t('plan.title')}</h4>
      {pending && (
        <>
          <p className="sr-only">{t('checking')}</p>
          <Skeleton className="h-4 w-60" />
          <Skeleton className="h-20 w-full" />
        </>
      )}
      {failure !== null && (
        <>
          <p role="alert" className="text-bad">
            {failureWords(failure)}
          </p>
          <div className="max-tablet:[&>button]:h-11">{again}</div>
        </>
      )}
      {plan !== null && planning.isOf(config) && <PlanList plan={plan}>{again}</PlanList>}
      {plan !== null && !planning.isOf(config) && <p className="text-ink-muted">{t('outdated')}</p>}
    </section>
  )
}
