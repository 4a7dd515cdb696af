import type { Metadata } from 'next'
import { useTranslations } from 'next-intl'
import { getTranslations } from 'next-intl/server'
import type { Installation } from '#contract/api.ts'
import { pathAfterSignIn, singleSignOnRefusals } from '#contract/sign-in.ts'
import { homePath } from '#components/shell/home-of.ts'
import { Gate } from '#components/sign-in/gate.tsx'
import { PersonaList } from '#components/sign-in/persona-list.tsx'
import { SignInForm } from '#components/sign-in/sign-in-form.tsx'
import { SingleSignOn } from '#components/sign-in/single-sign-on.tsx'
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
  const { company, demo, hasPeople, singleSignOn } = installation.value
  const asked = pathAfterSignIn([query['to']].flat()[0])
  const to = asked === '/' ? homePath : asked
  const ways = hasPeople && <WaysIn singleSignOn={singleSignOn} to={to} refused={[query['refused']].flat()[0]} />
  if (demo) {
    return (
      <Gate title={t('lookAround')} lead={t('lookAroundLead', { company })}>
        <PersonaList to={to} />
        {ways}
      </Gate>
    )
  }
  return (
    <Gate title={t('title')} lead={company}>
      {ways || <p>{t('nobodyYet')}</p>}
    </Gate>
  )
}

interface WaysInProps {
  singleSignOn: Installation['singleSignOn']
  to: string
  /** Why the provider's word was not enough, as the address says it. */
  refused: string | undefined
}

function WaysIn({ singleSignOn, to, refused }: WaysInProps) {
  const t = useTranslations('signIn')
  if (singleSignOn === null) return <SignInForm to={to} />
  const { label } = singleSignOn
  const refusal = singleSignOnRefusals.find((known) => known === refused)
  return (
    <>
      {refusal !== undefined && (
        <p role="alert" className="text-bad">
          {t(`refused.${refusal}`, { provider: label })}
        </p>
      )}
      <SingleSignOn label={label} to={to} />
      <p className="flex items-center gap-3 text-12 text-ink-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {t('orPassword')}
      </p>
      <SignInForm to={to} />
    </>
  )
}
