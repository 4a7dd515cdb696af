import { ChevronLeft } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { Suspense } from 'react'
import { databaseConfigSchema } from '#contract/database.ts'
import type { DatabaseConfig } from '#contract/database.ts'
import { ChangeDatabase } from '#components/databases/change-database.tsx'
import { CheckAgain } from '#components/databases/check-again.tsx'
import { ProblemNote } from '#components/databases/problem-note.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { inspectSource, loadSource } from '../../../../../event-server.ts'

/** Where the tables of a captured source, and what their rows mean, are changed. */
export default async function MeaningsPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params
  const [source, t] = await Promise.all([loadSource(slug), getTranslations('databases.changing')])
  if (!source.ok) {
    if (source.refusal.reason === 'failed' && [400, 404].includes(source.refusal.status)) notFound()
    return <Trouble level={2} refusal={source.refusal} />
  }
  const config = databaseConfigSchema.safeParse(source.value.config)
  if (source.value.kind !== 'postgres' || !config.success) notFound()
  return (
    <article aria-labelledby="meanings" className="grid max-w-240 px-4 py-5 tablet:px-8">
      <Link
        href={`/settings/sources/${slug}`}
        className="mb-2 inline-flex min-h-8 items-center gap-1 justify-self-start text-ink-muted hover:text-ink max-tablet:min-h-11"
      >
        <ChevronLeft aria-hidden="true" strokeWidth={1.6} className="size-4" />
        {source.value.name}
      </Link>
      <h2 id="meanings" className="text-18 font-title">
        {t('title')}
      </h2>
      <p className="mt-1 mb-5 max-w-160 text-ink-muted">{t('lead')}</p>
      <Suspense fallback={<Looking words={t('looking')} />}>
        <Inspected slug={slug} stored={config.data} />
      </Suspense>
    </article>
  )
}

/** What the database says of itself now. */
async function Inspected({ slug, stored }: { slug: string; stored: DatabaseConfig }) {
  const answer = await inspectSource(slug)
  if (!answer.ok) return <Trouble level={2} refusal={answer.refusal} />
  if (answer.value.ok) return <ChangeDatabase slug={slug} stored={stored} inspected={answer.value} />
  return (
    <div className="grid gap-4">
      <ProblemNote {...answer.value.problem} />
      <CheckAgain />
    </div>
  )
}

function Looking({ words }: { words: string }) {
  return (
    <div aria-busy="true" className="grid gap-4">
      <p role="status" className="text-ink-muted">
        {words}
      </p>
      <Skeleton className="h-8 w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  )
}
