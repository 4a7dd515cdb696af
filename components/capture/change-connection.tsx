'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { CreatedSource } from '#contract/api.ts'
import type { Inspection } from '#contract/database.ts'
import { inspectDatabase } from '#components/databases/database-requests.ts'
import { ProblemNote } from '#components/databases/problem-note.tsx'
import { SecretField } from '#components/databases/secret-field.tsx'
import { useAskedWords } from '#components/databases/use-asked-words.ts'
import { Section } from '#components/sources/section.tsx'
import { rotateSecret } from '#components/sources/source-requests.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'

/** Another password or another host: tried first, and taken only if it works. */
export function ChangeConnection({ slug }: { slug: string }) {
  const t = useTranslations('capture.connection')
  const label = useTranslations('databases.connection')('string')
  const [connection, setConnection] = useState('')
  const inspection = useRequest<Inspection>()
  const rotation = useRequest<CreatedSource>()
  const failureWords = useAskedWords()
  const change = async (): Promise<void> => {
    const found = await inspection.run(inspectDatabase({ connection: connection.trim() }))
    if (found?.ok !== true) return
    const rotated = await rotation.run(rotateSecret(slug, { secret: connection.trim(), overlapHours: 0 }))
    if (rotated !== null) setConnection('')
  }
  const isPending = inspection.pending || rotation.pending
  return (
    <Section title={t('title')}>
      <Form
        aria-label={t('title')}
        noValidate
        onSend={() => {
          void change()
        }}
        className="grid max-w-160 justify-items-start gap-3"
      >
        <p className="text-ink-muted">{t('what')}</p>
        <div className="w-full">
          <SecretField
            label={label}
            error={failureWords(inspection.failure ?? rotation.failure)}
            value={connection}
            onChange={setConnection}
          />
        </div>
        {inspection.done?.ok === false && <ProblemNote {...inspection.done.problem} />}
        <Button type="submit" disabled={isPending || connection.trim() === ''} className="max-tablet:h-11">
          {isPending ? t('changing') : t('change')}
        </Button>
        <p role="status" className="text-good empty:hidden">
          {rotation.done === null || isPending ? '' : t('changed')}
        </p>
      </Form>
    </Section>
  )
}
