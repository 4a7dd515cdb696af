import type { Metadata } from 'next'
import { Link } from '#components/ui/link.tsx'
import { getTranslations } from 'next-intl/server'
import { Gate } from '#components/sign-in/gate.tsx'
import { WelcomeForm } from '#components/sign-in/welcome-form.tsx'
import { buttonVariants } from '#components/ui/button.tsx'
import { loadInstallation } from '../event-server.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('signIn')
  return { title: t('welcome'), referrer: 'no-referrer' }
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function WelcomePage({ searchParams }: Props) {
  const [installation, query, t] = await Promise.all([loadInstallation(), searchParams, getTranslations('signIn')])
  const token = [query['token']].flat()[0]
  const isOver = token === undefined || (installation.ok && installation.value.hasPeople)
  return (
    <Gate title={t('welcome')} lead={t('welcomeLead')}>
      {isOver ? (
        <>
          <p>{t('linkOver')}</p>
          <Link href="/sign-in" className={buttonVariants({ className: 'justify-self-start' })}>
            {t('title')}
          </Link>
        </>
      ) : (
        <WelcomeForm token={token} />
      )}
    </Gate>
  )
}
