import { Compass } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { getTranslations } from 'next-intl/server'
import { FullState } from '#components/states/full-state.tsx'
import { buttonVariants } from '#components/ui/button.tsx'

export default async function NotFound() {
  const t = await getTranslations('notFound')
  return (
    <main className="flex min-h-dvh bg-surface">
      <FullState level={1} Icon={Compass} title={t('title')}>
        <p className="text-ink-muted">{t('why')}</p>
        <Link href="/" className={buttonVariants({ className: 'mt-2' })}>
          {t('home')}
        </Link>
      </FullState>
    </main>
  )
}
