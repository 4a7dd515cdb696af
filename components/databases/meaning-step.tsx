'use client'

import { useTranslations } from 'next-intl'
import type { DatabaseTarget, InspectedTable, Preview } from '#contract/database.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { previewDatabase } from './database-requests.ts'
import type { Draft, Inspected } from './draft.ts'
import { configOf, mappingsOf } from './draft.ts'
import { errorsOfConfig, wrongAt } from './pointer.ts'
import { PreviewRows } from './preview-rows.tsx'
import { StepFoot } from './step.tsx'
import { TableMeaning } from './table-meaning.tsx'
import { useAskedWords } from './use-asked-words.ts'

interface MeaningStepProps {
  target: DatabaseTarget
  inspected: Inspected
  draft: Draft
  onChange: (change: Partial<Draft>) => void
  onContinue: () => void
}

/** What the rows of each table mean, beginning with what they seem to; tried on rows that are there. */
export function MeaningStep({ target, inspected, draft, onChange, onContinue }: MeaningStepProps) {
  const t = useTranslations('databases')
  const { pending, failure, done, run } = useRequest<Preview>()
  const failureWords = useAskedWords()
  const mappings = mappingsOf(draft)
  const errors = done?.errors ?? (failure?.reason === 'wrong' ? failure.errors : [])
  const wrong = wrongAt(errorsOfConfig(errors))
  const chosen = inspected.tables.filter(({ table }) => draft.tables.includes(table))
  return (
    <form
      aria-label={t('steps.meaning')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onContinue()
      }}
    >
      <p className="mb-3 max-w-160 text-ink-muted">{t('meaning.lead')}</p>
      <ul className="border-t border-line">
        {chosen.map((table) => (
          <TableMeaning
            key={table.table}
            table={table}
            others={chosen.filter((each) => each !== table)}
            mappings={draft.mappings}
            wrongAt={(name, ...path) =>
              wrong(
                'mappings',
                mappings.findIndex((each) => each.name === name),
                ...path,
              )
            }
            onChange={(next) => {
              onChange({ mappings: next })
            }}
          />
        ))}
      </ul>
      {done !== null && <PreviewRows preview={done} columns={columnsOf(chosen)} />}
      <StepFoot wrong={failureWords(failure)}>
        <Button type="submit" variant="primary">
          {t('continue')}
        </Button>
        <Button
          disabled={pending || mappings.length === 0}
          onClick={() => {
            void run(previewDatabase({ target, config: configOf(draft, '') }))
          }}
        >
          {pending ? t('meaning.previewing') : t('meaning.preview')}
        </Button>
      </StepFoot>
    </form>
  )
}

function columnsOf(tables: readonly InspectedTable[]): ReadonlyMap<string, readonly string[]> {
  return new Map(tables.map(({ table, columns }) => [table, columns.map(({ name }) => name)]))
}
