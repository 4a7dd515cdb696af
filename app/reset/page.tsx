import type { Metadata } from 'next'
import { Link } from '#components/ui/link.tsx'
import { getTranslations } from 'next-intl/server'
import { Gate } from '#components/sign-in/gate.tsx'
import { ResetForm } from '#components/sign-in/reset-form.tsx'
import { buttonVariants } from '#components/ui/button.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('signIn')
  return { title: t('reset'), referrer: 'no-referrer' }
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function ResetPage({ searchParams }: Props) {
  const [query, t] = await Promise.all([searchParams, getTranslations('signIn')])
  const token = [query['token']].flat()[0]
  return (
    <Gate title={t('reset')} lead={t('resetLead')}>
      {token === undefined ? (
        <>
          <p>{t('resetOver')}</p>
          <Link href="/forgot" className={buttonVariants({ className: 'justify-self-start' })}>
            {t('forgot')}
          </Link>
        </>
      ) : (
        <ResetForm token={token} />
      )}
    </Gate>
  )
}
