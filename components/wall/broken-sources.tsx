'use client'

import { CircleX } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { ViewSnapshot } from '#contract/view.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useView } from '#components/live/use-view.ts'
import { useMay } from '#components/viewer/viewer-context.tsx'
import { sourcesByName } from './rows-of-kind.ts'
import type { ViewAge } from './use-view-age.ts'

/** Says above the numbers which of them stand still because a source answers with an error; on a phone nothing else does. */
export function BrokenSources({ viewAge, initial }: { viewAge: ViewAge; initial: ViewSnapshot | undefined }) {
  const t = useTranslations('wall.broken')
  const formats = useFormats()
  const maySee = useMay('view:sources')
  const { rows } = useView('wall', initial)
  // While the line is lost nobody knows whether they still are.
  const broken = viewAge.grey
    ? []
    : sourcesByName(rows).flatMap(({ source, name, problemSince }) =>
        problemSince === null ? [] : [{ source, name, since: problemSince }],
      )
  if (broken.length === 0) return null
  return (
    <div role="status" aria-label={t('label')}>
      <ul className="mb-4 grid gap-2">
        {broken.map(({ source, name, since }) => (
          <li
            key={source}
            className="flex min-h-9 items-center gap-3 rounded-2 bg-bad-soft px-3 py-1.5 max-tablet:min-h-11"
          >
            <CircleX aria-hidden="true" strokeWidth={1.6} className="size-4 shrink-0 text-bad" />
            <span className="min-w-0 flex-1 wrap-anywhere">
              <b className="font-strong">{t('since', { name, time: formats.since(since, viewAge.now) })}</b>{' '}
              <span className="text-ink-muted max-tablet:hidden">{t('lastValue')}</span>
            </span>
            {maySee && (
              <Link
                href={`/settings/sources/${source}`}
                className="inline-flex min-h-6 items-center text-accent hover:underline max-tablet:min-h-11"
              >
                {t('see')}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
