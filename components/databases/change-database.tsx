'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { goneTables, mappingsOf } from './draft.ts'
import { MeaningStep } from './meaning-step.tsx'
import { SaveStep } from './save-step.tsx'
import type { StepName } from './step.tsx'
import { Step } from './step.tsx'
import { TablesStep } from './tables-step.tsx'
import type { Captured, Changing } from './use-changing.ts'
import { useChanging } from './use-changing.ts'

/** The steps of connecting in which tables are chosen and given a meaning, over a source that is there. */
export function ChangeDatabase(captured: Captured) {
  const t = useTranslations('databases')
  const changing = useChanging(captured)
  const { place, open, draft } = changing
  const gone = goneTables(captured.stored, captured.inspected)
  return (
    <>
      {gone.length > 0 && (
        <p role="status" className="mb-4 bg-warn-soft px-3.5 py-2">
          {t('changing.gone', { tables: gone.join(', ') })}
        </p>
      )}
      {place.steps.map((name) => (
        <Step key={name} name={name} place={place} onOpen={open} summary={<Summary step={name} draft={draft} />}>
          <StepForm step={name} captured={captured} changing={changing} />
        </Step>
      ))}
    </>
  )
}

function Summary({ step, draft }: { step: StepName; draft: Changing['draft'] }): ReactNode {
  const t = useTranslations('databases.meaning')
  if (step === 'tables') return draft.tables.join(', ')
  if (step !== 'meaning') return null
  const count = mappingsOf(draft).length
  return count === 0 ? t('summaryRaw') : t('summary', { count })
}

function StepForm({ step, captured, changing }: { step: StepName; captured: Captured; changing: Changing }): ReactNode {
  const { slug, stored, inspected } = captured
  const { draft, config, change, open, refused, refuse, planning } = changing
  const router = useRouter()
  const chosen = { inspected, draft, refused, onChange: change }
  if (step === 'tables') {
    return (
      <TablesStep
        {...chosen}
        isConnected
        onContinue={() => {
          open('meaning')
        }}
      />
    )
  }
  if (step === 'meaning') {
    return (
      <MeaningStep
        {...chosen}
        config={config}
        target={{ source: slug }}
        onContinue={() => {
          open('save')
        }}
      />
    )
  }
  return (
    <SaveStep
      slug={slug}
      stored={stored}
      config={config}
      planning={planning}
      onRefused={refuse}
      onSaved={() => {
        router.push(`/settings/sources/${slug}`)
      }}
    />
  )
}
