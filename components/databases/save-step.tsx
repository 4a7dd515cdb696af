'use client'

import { useTranslations } from 'next-intl'
import type { Source } from '#contract/api.ts'
import type { DatabaseConfig } from '#contract/database.ts'
import { changeSource } from '#components/sources/source-requests.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'
import { databaseTimeoutMs } from './database-requests.ts'
import { capturedNames } from './draft.ts'
import { PlanOfConfig } from './plan-of-config.tsx'
import type { Refusal } from './pointer.ts'
import { refusalOf } from './pointer.ts'
import { StepFoot } from './step.tsx'
import { useAskedWords } from './use-asked-words.ts'
import type { Planning } from './use-planning.ts'

interface SaveStepProps {
  slug: string
  stored: DatabaseConfig
  config: DatabaseConfig
  planning: Planning
  onSaved: () => void
  /** Something is wrong with the config, of which the steps before have the fields. */
  onRefused: (refusal: Refusal) => void
}

/** What becomes of rows that came before, the SQL that will run, and only then the change. */
export function SaveStep({ slug, stored, config, planning, onSaved, onRefused }: SaveStepProps) {
  const t = useTranslations('databases')
  const { pending, failure, run } = useRequest<Source>()
  const failureWords = useAskedWords()
  const isChanged = JSON.stringify(config) !== JSON.stringify(stored)
  const save = async (): Promise<void> => {
    const answering = changeSource(slug, { config }, { timeoutMs: databaseTimeoutMs })
    const saved = await run(answering)
    const answer = await answering
    if (saved !== null) onSaved()
    else if (!answer.ok && answer.failure.reason === 'wrong') onRefused(refusalOf(config, answer.failure.errors))
  }
  return (
    <Form
      aria-label={t('steps.save')}
      noValidate
      onSend={() => {
        if (planning.isOf(config)) void save()
        else planning.ask(config)
      }}
      className="grid gap-5"
    >
      <Consequences stored={stored} config={config} />
      <PlanOfConfig planning={planning} config={config} />
      <StepFoot wrong={failureWords(failure)}>
        <Button type="submit" variant="primary" disabled={pending || planning.pending || !isChanged}>
          {pending ? t('changing.saving') : t('changing.save')}
        </Button>
        <span role="status" className="text-12 text-ink-muted">
          {isChanged ? '' : t('changing.unchanged')}
        </span>
      </StepFoot>
    </Form>
  )
}

/** What is in the log stays as it is; of rows that are there already it depends on the way. */
function Consequences({ stored, config }: Pick<SaveStepProps, 'stored' | 'config'>) {
  const t = useTranslations('databases.changing')
  const before = capturedNames(stored)
  const after = capturedNames(config)
  const added = after.filter((table) => !before.includes(table)).join(', ')
  const removed = before.filter((table) => !after.includes(table)).join(', ')
  return (
    <ul className="grid max-w-160 gap-1">
      <li>{t('fromNow')}</li>
      {added !== '' && <li>{t(addedWords(config), { tables: added })}</li>}
      {removed !== '' && <li>{t('removed', { tables: removed })}</li>}
    </ul>
  )
}

/** Each way brings in what is in a table that was added by its own means, or not at all. */
function addedWords({ capture, snapshot }: DatabaseConfig): 'addedLater' | 'addedCopiesAll' | 'addedRead' {
  if (capture === 'replication' || !snapshot) return 'addedLater'
  return capture === 'outbox' ? 'addedCopiesAll' : 'addedRead'
}
