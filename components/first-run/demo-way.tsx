import { Play } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { CodeBlock } from '#components/ui/code-block.tsx'

/** The other way: somebody else's data, at once. */
export function DemoWay() {
  const t = useTranslations('firstRun')
  return (
    <section aria-labelledby="demo-way" className="border-t border-line py-4">
      <header className="flex items-center gap-3">
        <Play aria-hidden="true" strokeWidth={1.6} className="size-5 text-ink-muted" />
        <div>
          <h3 id="demo-way" className="text-15 font-strong">
            {t('demo')}
          </h3>
          <p className="text-12 text-ink-muted">{t('demoWhat')}</p>
        </div>
      </header>
      <div className="mt-4 tablet:ml-8">
        <CodeBlock label={t('demo')} code="npm run demo" />
      </div>
    </section>
  )
}
