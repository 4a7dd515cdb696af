'use client'

import { useTranslations } from 'next-intl'
import type { BusinessAnswer, BusinessSettings } from '#contract/business.ts'
import { Section } from '#components/sources/section.tsx'
import { useFailureWords } from '#components/sources/use-failure-words.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { AreaField, SelectField, TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { businessFrom, changeBusiness } from './business-requests.ts'

const shared = ['email', 'phone', 'visitor'] as const
const fields = ['#/company', '#/timeZone', '#/phoneCountry', ...shared.map((key) => `#/customersOfKey/${key}`)]

interface BusinessFormProps {
  answer: BusinessAnswer
  /** Names to choose from, in the reader's language. */
  countries: readonly { value: string; label: string }[]
  timeZones: readonly string[]
}

/** What holds for the whole installation. */
export function BusinessForm({ answer, countries, timeZones }: BusinessFormProps) {
  const t = useTranslations('business')
  const { pending, failure, done, run } = useRequest<BusinessAnswer>()
  const { at, general } = useFailureWords(failure, fields)
  const { settings, isInForce } = done ?? answer
  return (
    <Form
      noValidate
      onSend={(form) => {
        void run(changeBusiness(businessFrom(new FormData(form))))
      }}
      className="max-w-200 px-4 pb-6 tablet:px-6"
    >
      <p className="max-w-160 py-4 text-ink-muted">{t('why')}</p>
      <div className="grid gap-4 pb-5 tablet:grid-cols-2 tablet:gap-x-8">
        <TextField
          label={t('company')}
          name="company"
          hint={t('companyHint')}
          defaultValue={settings.company}
          maxLength={80}
          error={at('#/company')}
        />
        <TextField
          label={t('timeZone')}
          name="timeZone"
          hint={t('timeZoneHint')}
          defaultValue={settings.timeZone}
          list="time-zones"
          maxLength={64}
          error={at('#/timeZone')}
        />
        <datalist id="time-zones">
          {timeZones.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
      </div>
      <CustomerInputs settings={settings} countries={countries} at={at} />
      <div className="flex flex-wrap items-center gap-3 border-t border-line pt-5">
        <Button type="submit" variant="primary" disabled={pending} className="max-tablet:h-11">
          {pending ? t('saving') : t('save')}
        </Button>
        <p
          role={general === undefined ? 'status' : 'alert'}
          className={`max-w-140 ${general === undefined ? 'text-ink-muted' : 'text-bad'}`}
        >
          {general ?? [done === null ? '' : t('saved'), isInForce ? '' : t('pending')].join(' ')}
        </p>
      </div>
    </Form>
  )
}

interface CustomerInputsProps extends Pick<BusinessFormProps, 'countries'> {
  settings: BusinessSettings
  at: (pointer: string) => string | undefined
}

function CustomerInputs({ settings, countries, at }: CustomerInputsProps) {
  const t = useTranslations('business')
  return (
    <>
      <Section title={t('customersTitle')}>
        <div className="grid gap-4 tablet:grid-cols-2 tablet:gap-x-8">
          <SelectField
            label={t('phoneCountry')}
            name="phoneCountry"
            hint={t('phoneCountryHint')}
            defaultValue={settings.phoneCountry}
            error={at('#/phoneCountry')}
            options={[
              { value: 'time-zone', label: t('asTimeZone') },
              { value: 'none', label: t('noCountry') },
              ...countries,
            ]}
          />
          <AreaField
            label={t('freeMail')}
            name="freeMailDomains"
            hint={t('freeMailHint')}
            defaultValue={settings.freeMailDomains.join('\n')}
            rows={4}
          />
        </div>
      </Section>
      <Section title={t('sharedTitle')}>
        <p className="mb-3 max-w-160 text-12 text-ink-muted">{t('sharedHint')}</p>
        <div className="grid grid-cols-3 gap-4 tablet:max-w-100">
          {shared.map((key) => (
            <TextField
              key={key}
              label={t(key)}
              name={key}
              type="number"
              min={1}
              max={1000}
              defaultValue={settings.customersOfKey[key]}
              error={at(`#/customersOfKey/${key}`)}
            />
          ))}
        </div>
      </Section>
    </>
  )
}
