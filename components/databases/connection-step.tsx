'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Form } from '#components/ui/form.tsx'
import { ConnectionInputs } from './connection-inputs.tsx'
import type { Inspected } from './draft.ts'
import { ProblemNote } from './problem-note.tsx'
import { StepFoot } from './step.tsx'
import { useAskedWords } from './use-asked-words.ts'
import type { Inspecting } from './use-connecting.ts'

/** What an administrator runs once, so that Vigie has a user of its own. */
const userSql = ["create role vigie login replication password '…';", 'grant pg_read_all_data to vigie;'].join('\n')

interface ConnectionStepProps {
  connection: string
  onChange: (connection: string) => void
  inspecting: Inspecting
}

/** Asks for the connection and tries it; what fails is named. */
export function ConnectionStep({ connection, onChange, inspecting }: ConnectionStepProps) {
  const t = useTranslations('databases.connection')
  const failureWords = useAskedWords()
  const { pending, failure, problem, ask } = inspecting
  return (
    <Form
      aria-label={t('title')}
      noValidate
      onSend={() => {
        ask()
      }}
      className="grid max-w-160 gap-4"
    >
      <ConnectionInputs connection={connection} onChange={onChange} />
      <details>
        <summary className="text-12 font-medium max-tablet:min-h-11">{t('ownUser')}</summary>
        <p className="mt-1 mb-2 text-12 text-ink-muted">{t('ownUserWhy')}</p>
        <CodeBlock label={t('ownUser')} code={userSql} />
      </details>
      {problem !== null && <ProblemNote {...problem} />}
      <StepFoot wrong={failureWords(failure)}>
        <Button type="submit" variant="primary" disabled={pending || connection.trim() === ''}>
          {pending ? t('testing') : t('test')}
        </Button>
        <span role="status" className="text-12 text-ink-muted">
          {pending ? t('testingWhat') : ''}
        </span>
      </StepFoot>
    </Form>
  )
}

/** Whom one is connected to. */
export function ConnectionSummary({ inspected }: { inspected: Inspected }) {
  const t = useTranslations('databases.connection')
  const { version, database, user, host, encrypted } = inspected.server
  return (
    <dl className="flex flex-wrap gap-x-4 gap-y-1">
      {[
        [t('server'), `PostgreSQL ${version}`],
        [t('host'), host],
        [t('database'), database],
        [t('user'), user],
      ].map(([name, value]) => (
        <div key={name} className="flex gap-1.5">
          <dt>{name}</dt>
          <dd className="font-strong wrap-anywhere text-ink">{value}</dd>
        </div>
      ))}
      <div>
        <dt className="sr-only">{t('encryption')}</dt>
        <dd className={encrypted ? 'text-good' : 'text-warn'}>{encrypted ? t('encrypted') : t('plain')}</dd>
      </div>
    </dl>
  )
}
