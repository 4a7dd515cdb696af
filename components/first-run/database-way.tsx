import { Database } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { connectDatabaseHref } from '#components/sources/sources-screen.tsx'
import { buttonVariants } from '#components/ui/button.tsx'

/** The third way in: what the company's own database says. */
export function DatabaseWay() {
  const t = useTranslations('firstRun')
  return (
    <section aria-labelledby="database-way" className="border-t border-line py-4">
      <header className="flex flex-wrap items-center gap-3">
        <Database aria-hidden="true" strokeWidth={1.6} className="size-5 text-ink-muted" />
        <div className="min-w-0 flex-1">
          <h3 id="database-way" className="text-15 font-strong">
            {t('database')}
          </h3>
          <p className="text-12 text-ink-muted">{t('databaseWhat')}</p>
        </div>
        <Link href={connectDatabaseHref} className={buttonVariants({ className: 'max-tablet:h-11' })}>
          {t('databaseOpen')}
        </Link>
      </header>
    </section>
  )
}
