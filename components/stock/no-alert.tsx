'use client'

import { Boxes, Check } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { connectDatabaseHref, newSourceHref } from '#components/sources/sources-screen.tsx'
import { FullState } from '#components/states/full-state.tsx'
import { Whose } from '#components/states/whose.tsx'
import { buttonVariants } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { useMay } from '#components/viewer/viewer-context.tsx'

/** Everything that can be heard is fine. */
export function NoAlert({ unknown }: { unknown: number }) {
  const t = useTranslations('stock')
  return (
    <div className="border-b border-line px-4 py-6 tablet:px-6">
      <p className="flex items-center gap-1.5 font-strong">
        <Check aria-hidden="true" strokeWidth={1.6} className="size-4 text-ink-muted" />
        {t('noAlert')}
      </p>
      <p className="mt-1 text-ink-muted">{unknown > 0 ? t('noAlertKnown', { count: unknown }) : t('noAlertWhy')}</p>
    </div>
  )
}

const example = `{
  "type": "stock.changed",
  "data": { "sku": "BRM-1182-M", "store": "Rennes Alma", "onHand": 4 }
}`

/** No level has ever been heard of: where they can come from, and from whom. */
export function NoStock() {
  const t = useTranslations('stock')
  const mayConnect = useMay('view:sources')
  return (
    <FullState level={2} Icon={Boxes} title={t('noStock')}>
      <p className="text-ink-muted">{t('noStockWhy')}</p>
      <CodeBlock label={t('example')} code={example} />
      {mayConnect ? <WaysToConnect /> : <Whose permission="view:sources" />}
    </FullState>
  )
}

function WaysToConnect() {
  const t = useTranslations('stock')
  return (
    <div className="mt-2 flex flex-wrap gap-2">
      <Link href={connectDatabaseHref} className={buttonVariants({ variant: 'primary', className: 'max-tablet:h-11' })}>
        {t('connectDatabase')}
      </Link>
      <Link href={newSourceHref} className={buttonVariants({ className: 'max-tablet:h-11' })}>
        {t('newSource')}
      </Link>
    </div>
  )
}
