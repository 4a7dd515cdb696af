'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { Source } from '#contract/api.ts'
import { databaseConfigSchema } from '#contract/database.ts'
import { capturedNames } from '#components/databases/draft.ts'
import { useMappingWords } from '#components/databases/use-mapping-words.ts'
import { Section } from '#components/sources/section.tsx'
import { buttonVariants } from '#components/ui/button.tsx'

export function meaningsHref(slug: string): string {
  return `/settings/sources/${slug}/meanings`
}

/** The captured tables and what their rows mean, as the source's settings have it, and the way to change both. */
export function Meanings({ source }: { source: Source }) {
  const t = useTranslations('capture.meanings')
  const words = useMappingWords()
  const parsed = databaseConfigSchema.safeParse(source.config)
  if (!parsed.success) return null
  const { mappings } = parsed.data
  const meant = Map.groupBy(mappings, ({ table }) => table)
  const raw = capturedNames(parsed.data).filter((table) => !meant.has(table))
  return (
    <Section title={t('title')}>
      <ul className="mb-3 grid gap-2">
        {[...meant].map(([table, own]) => (
          <li key={table} className="min-w-0">
            <p className="font-strong wrap-anywhere">{table}</p>
            {own.map((mapping) => (
              <p key={mapping.name} className="wrap-anywhere text-ink-muted">
                {words(mapping)}
              </p>
            ))}
          </li>
        ))}
        {raw.length > 0 && (
          <li className="min-w-0 wrap-anywhere text-ink-muted">{t('raw', { tables: raw.join(', ') })}</li>
        )}
      </ul>
      {/* The page asks the company's database: not before somebody wants it. */}
      <Link href={meaningsHref(source.slug)} className={buttonVariants({ className: 'max-tablet:h-11' })}>
        {t('change')}
      </Link>
    </Section>
  )
}
