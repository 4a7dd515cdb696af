import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ForgotForm } from '#components/sign-in/forgot-form.tsx'
import { Gate } from '#components/sign-in/gate.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('signIn')
  return { title: t('forgot') }
}

export default async function ForgotPage() {
  const t = await getTranslations('signIn')
  return (
    <Gate title={t('forgot')} lead={t('forgotLead')}>
      <ForgotForm />
    </Gate>
  )
}
