'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { DatabaseTarget, InspectedTable, Preview } from '#contract/database.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'
import { previewDatabase } from './database-requests.ts'
import type { DatabaseConfigInput, Draft, Inspected } from './draft.ts'
import { mappingsOf } from './draft.ts'
import type { Refusal } from './pointer.ts'
import { refusalOf, wrongInMapping } from './pointer.ts'
import { PreviewRows } from './preview-rows.tsx'
import { StepFoot } from './step.tsx'
import { TableMeaning } from './table-meaning.tsx'
import { useAskedWords } from './use-asked-words.ts'

interface MeaningStepProps {
  target: DatabaseTarget
  inspected: Inspected
  draft: Draft
  /** What the draft makes. */
  config: DatabaseConfigInput
  /** What was found wrong when it was to be saved. */
  refused: Refusal | null
  onChange: (change: Partial<Draft>) => void
  onContinue: () => void
}

/** What the rows of each table mean, beginning with what they seem to; tried on rows that are there. */
export function MeaningStep({ target, inspected, draft, config, refused, onChange, onContinue }: MeaningStepProps) {
  const t = useTranslations('databases')
  const { pending, failure, done, run } = useRequest<Preview>()
  const failureWords = useAskedWords()
  const [tried, setTried] = useState<DatabaseConfigInput | null>(null)
  const mappings = mappingsOf(draft)
  const errors = done?.errors ?? (failure?.reason === 'wrong' ? failure.errors : undefined)
  const wrong = wrongInMapping(tried === null || errors === undefined ? refused : refusalOf(tried, errors))
  const chosen = inspected.tables.filter(({ table }) => draft.tables.includes(table))
  return (
    <Form
      aria-label={t('steps.meaning')}
      noValidate
      onSend={() => {
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
            wrongAt={wrong}
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
            setTried(config)
            void run(previewDatabase({ target, config }))
          }}
        >
          {pending ? t('meaning.previewing') : t('meaning.preview')}
        </Button>
      </StepFoot>
    </Form>
  )
}

function columnsOf(tables: readonly InspectedTable[]): ReadonlyMap<string, readonly string[]> {
  return new Map(tables.map(({ table, columns }) => [table, columns.map(({ name }) => name)]))
}
