import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { BusinessForm } from '#components/business/business-form.tsx'
import { countryNames } from '#components/business/country-names.ts'
import { Trouble } from '#components/states/trouble.tsx'
import { loadBusiness } from '../../../event-server.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('business')
  return { title: t('title') }
}

export default async function BusinessPage() {
  const [answer, locale, t] = await Promise.all([loadBusiness(), getLocale(), getTranslations('business')])
  if (!answer.ok) return <Trouble level={2} refusal={answer.refusal} />
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <h2 className="sr-only">{t('title')}</h2>
      <BusinessForm
        answer={answer.value}
        countries={countryNames(locale)}
        timeZones={Intl.supportedValuesOf('timeZone')}
      />
    </div>
  )
}
