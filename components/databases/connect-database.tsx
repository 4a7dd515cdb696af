'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { BackLink } from '#components/sources/back-link.tsx'
import { ConnectionStep, ConnectionSummary } from './connection-step.tsx'
import { ConsentStep } from './consent-step.tsx'
import { configOf, mappingsOf } from './draft.ts'
import { MeaningStep } from './meaning-step.tsx'
import type { StepName } from './step.tsx'
import { Step } from './step.tsx'
import { TablesStep } from './tables-step.tsx'
import type { Connecting, Known } from './use-connecting.ts'
import { useConnecting } from './use-connecting.ts'
import { WayStep } from './way-step.tsx'

/** From a connection string to changes that arrive: five steps on one page, each open to change until the last. */
export function ConnectDatabase() {
  const t = useTranslations('databases')
  const connecting = useConnecting()
  const { known, place, open } = connecting
  return (
    <article aria-labelledby="connect" className="grid max-w-240 px-4 py-5 tablet:px-8">
      <BackLink />
      <h2 id="connect" className="text-18 font-title">
        {t('title')}
      </h2>
      <p className="mt-1 mb-5 max-w-160 text-ink-muted">{t('lead')}</p>
      {place.steps.map((name) => (
        <Step
          key={name}
          name={name}
          place={place}
          onOpen={open}
          summary={known && <Summary step={name} known={known} />}
        >
          <StepForm step={name} connecting={connecting} />
        </Step>
      ))}
    </article>
  )
}

/** What was chosen in a step, in a line. */
function Summary({ step, known: { inspected, draft } }: { step: StepName; known: Known }): ReactNode {
  const t = useTranslations('databases')
  switch (step) {
    case 'connection':
      return <ConnectionSummary inspected={inspected} />
    case 'way':
      return t(`ways.${draft.capture}.name`)
    case 'tables':
      return draft.tables.join(', ')
    case 'meaning':
      return mappingsOf(draft).length === 0
        ? t('meaning.summaryRaw')
        : t('meaning.summary', { count: mappingsOf(draft).length })
    case 'consent':
    case 'save':
      return null
  }
}

function StepForm({ step, connecting }: { step: StepName; connecting: Connecting }): ReactNode {
  const { connection, changeConnection, known, change, name, open, refused, refuse, inspecting, planning } = connecting
  const router = useRouter()
  if (step === 'connection' || known === null) {
    return <ConnectionStep connection={connection} onChange={changeConnection} inspecting={inspecting} />
  }
  const { inspected, draft, naming } = known
  const chosen = { inspected, draft, refused, onChange: change }
  const target = { connection: connection.trim() }
  switch (step) {
    case 'way':
      return (
        <WayStep
          {...chosen}
          inspecting={inspecting}
          onContinue={() => {
            open('tables')
          }}
        />
      )
    case 'tables':
      return (
        <TablesStep
          {...chosen}
          onContinue={() => {
            open('meaning')
          }}
        />
      )
    case 'meaning':
      return (
        <MeaningStep
          {...chosen}
          config={configOf(draft, naming.slug)}
          target={target}
          onContinue={() => {
            open('consent')
          }}
        />
      )
    case 'save':
      return null
    case 'consent':
      return (
        <ConsentStep
          connection={target.connection}
          draft={draft}
          naming={naming}
          planning={planning}
          onNaming={name}
          onChange={change}
          onRefused={refuse}
          onConnected={({ slug }) => {
            router.push(`/settings/sources/${slug}`)
          }}
        />
      )
  }
}
