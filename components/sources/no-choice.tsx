import { Webhook } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { FullState } from '#components/states/full-state.tsx'
import { buttonVariants } from '#components/ui/button.tsx'
import { newSourceHref } from './sources-screen.tsx'

/** Beside the list, before one is opened. */
export function NoChoice() {
  const t = useTranslations('sources')
  return (
    <div className="flex min-h-80">
      <FullState level={2} Icon={Webhook} title={t('lead')}>
        <p className="text-ink-muted">{t('choose')}</p>
        <Link href={newSourceHref} className={buttonVariants({ variant: 'primary', className: 'mt-2' })}>
          {t('new')}
        </Link>
      </FullState>
    </div>
  )
}
