import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { pathAfterSignIn } from '#contract/sign-in.ts'
import { homePath } from '#components/shell/home-of.ts'
import { Gate } from '#components/sign-in/gate.tsx'
import { PersonaList } from '#components/sign-in/persona-list.tsx'
import { SignInForm } from '#components/sign-in/sign-in-form.tsx'
import { Failed } from '#components/states/failed.tsx'
import { loadInstallation } from '../event-server.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('signIn')
  return { title: t('title') }
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function SignInPage({ searchParams }: Props) {
  const [installation, query, t] = await Promise.all([loadInstallation(), searchParams, getTranslations('signIn')])
  if (!installation.ok) {
    return (
      <main className="flex min-h-dvh bg-surface">
        <Failed level={1} status={installation.refusal.reason === 'failed' ? installation.refusal.status : null} />
      </main>
    )
  }
  const { company, demo, hasPeople } = installation.value
  const asked = pathAfterSignIn([query['to']].flat()[0])
  const to = asked === '/' ? homePath : asked
  if (demo) {
    return (
      <Gate title={t('lookAround')} lead={t('lookAroundLead', { company })}>
        <PersonaList to={to} />
        {hasPeople && <SignInForm to={to} />}
      </Gate>
    )
  }
  return (
    <Gate title={t('title')} lead={company}>
      {hasPeople ? <SignInForm to={to} /> : <p>{t('nobodyYet')}</p>}
    </Gate>
  )
}
