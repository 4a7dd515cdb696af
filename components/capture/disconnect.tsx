'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { Source } from '#contract/api.ts'
import type { Plan } from '#contract/database.ts'
import { planDatabase, releaseDatabase } from '#components/databases/database-requests.ts'
import { scriptOf } from '#components/databases/plan-script.ts'
import { useAskedWords } from '#components/databases/use-asked-words.ts'
import { Section } from '#components/sources/section.tsx'
import { useRequest } from '#components/sources/use-request.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Confirmed } from './confirmed.tsx'

/** Ends a capture and takes out of the database what it put there; the SQL is shown before it runs. */
export function Disconnect({ source }: { source: Source }) {
  const t = useTranslations('capture.release')
  const router = useRouter()
  const plan = useRequest<Plan>()
  const release = useRequest<true>()
  const failureWords = useAskedWords()
  const failure = release.failure ?? plan.failure
  return (
    <Section title={t('title')}>
      <p className="mb-3 max-w-160 text-ink-muted">{t('what')}</p>
      <Confirmed
        ask={t('ask')}
        title={t('confirmTitle')}
        confirm={t('confirm')}
        pending={t('asking')}
        isPending={release.pending}
        onAsk={() => {
          void plan.run(planDatabase({ target: { source: source.slug }, config: source.config }))
        }}
        onConfirm={async () => {
          if ((await release.run(releaseDatabase(source.slug))) === null) return false
          router.refresh()
          return true
        }}
      >
        <div role="status" className="grid gap-2">
          {plan.pending && <p className="text-ink-muted">{t('reading')}</p>}
          {plan.done !== null && <UndoSql undo={plan.done.undo} />}
        </div>
        {failure !== null && (
          <p role="alert" className="text-bad">
            {failureWords(failure)}
          </p>
        )}
      </Confirmed>
      <p role="status" className="mt-2 text-good empty:hidden">
        {release.done === null ? '' : t('done')}
      </p>
    </Section>
  )
}

function UndoSql({ undo }: Pick<Plan, 'undo'>) {
  const t = useTranslations('capture.release')
  if (undo.length === 0) return <p>{t('nothing')}</p>
  return (
    <>
      <p>{t('sql')}</p>
      <CodeBlock label={t('sql')} code={scriptOf(undo)} />
    </>
  )
}
