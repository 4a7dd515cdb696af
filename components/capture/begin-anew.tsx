'use client'

import { useTranslations } from 'next-intl'
import type { CaptureState } from '#contract/capture-state.ts'
import { beginAnew } from '#components/databases/database-requests.ts'
import { useAskedWords } from '#components/databases/use-asked-words.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { Section } from '#components/sources/section.tsx'
import { useRequest } from '#components/sources/use-request.ts'
import { Confirmed } from './confirmed.tsx'

/** Has the rows that are there copied once more, once somebody has read what that means. */
export function BeginAnew({ slug, capture }: { slug: string; capture: CaptureState | null }) {
  const t = useTranslations('capture.anew')
  const formats = useFormats()
  const { pending, failure, done, run } = useRequest<true>()
  const failureWords = useAskedWords()
  const copied = (capture?.snapshot?.tables ?? []).reduce((sum, table) => sum + table.copied, 0)
  return (
    <Section title={t('title')}>
      <p className="mb-3 max-w-160 text-ink-muted">{t('what')}</p>
      <Confirmed
        ask={t('ask')}
        title={t('confirmTitle')}
        confirm={t('confirm')}
        pending={t('asking')}
        isPending={pending}
        onConfirm={async () => (await run(beginAnew(slug))) !== null}
      >
        <p>{t('confirmWhat', { rows: t('rows', { count: formats.integer(copied) }) })}</p>
        {failure !== null && (
          <p role="alert" className="text-bad">
            {failureWords(failure)}
          </p>
        )}
      </Confirmed>
      <p role="status" className="mt-2 text-good empty:hidden">
        {done === null ? '' : t('asked')}
      </p>
    </Section>
  )
}
