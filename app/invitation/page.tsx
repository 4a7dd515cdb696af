import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { JoinForm } from '#components/join/join-form.tsx'
import { Gate } from '#components/sign-in/gate.tsx'
import { openInvitation } from '../event-server.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('join')
  return { title: t('title'), referrer: 'no-referrer' }
}

interface InvitationPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function InvitationPage({ searchParams }: InvitationPageProps) {
  const [query, t, role] = await Promise.all([searchParams, getTranslations('join'), getTranslations('access.role')])
  const token = [query['token']].flat()[0] ?? ''
  const opened = await openInvitation(token)
  if (!opened.ok) {
    return (
      <Gate title={t('title')} lead={t('leadOver')}>
        <p>{t('over')}</p>
      </Gate>
    )
  }
  const { email, roles, invitedBy } = opened.value
  return (
    <Gate title={t('title')} lead={t('lead', { name: invitedBy, roles: roles.map((each) => role(each)).join(', ') })}>
      <p>{t('as', { email })}</p>
      <JoinForm token={token} email={email} />
    </Gate>
  )
}
