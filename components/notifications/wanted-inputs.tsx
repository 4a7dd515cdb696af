'use client'

import { useTranslations } from 'next-intl'
import { topicPermissions } from '#contract/topic-permissions.ts'
import { CheckField, TextField } from '#components/ui/field.tsx'
import { useMay } from '#components/viewer/viewer-context.tsx'
import type { Wanted } from './recipient-requests.ts'

/** What was entered in a field, without the spaces around it. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

/** @returns null where one of two times that belong together is missing. */
export function wantedFrom(form: FormData, rest: Pick<Wanted, 'name' | 'language'>): Wanted | null {
  const [from, until, digestAt] = [textOf(form, 'quietFrom'), textOf(form, 'quietUntil'), textOf(form, 'digestAt')]
  if ((from === '') !== (until === '')) return null
  const topics = (['alerts', 'meetings', 'sources'] as const).filter((topic) => form.has(`about.${topic}`))
  return { ...rest, quiet: from === '' ? null : { from, until }, digestAt: digestAt === '' ? null : digestAt, topics }
}

/** Of what somebody is told, as far as whoever looks may choose it; and when: quiet hours, and whether it is said once a day. */
export function WantedInputs({ timeZone, isIncomplete }: { timeZone: string; isIncomplete: boolean }) {
  const t = useTranslations('notifications.form')
  const mayHearOfAlerts = useMay(topicPermissions.alerts)
  const mayHearOfMeetings = useMay(topicPermissions.meetings)
  return (
    <div className="grid gap-4 tablet:grid-cols-3">
      <fieldset className="flex flex-wrap gap-x-6 gap-y-2 tablet:col-span-3">
        <legend className="mb-1 text-12 font-medium">{t('about')}</legend>
        {mayHearOfAlerts && <CheckField label={t('aboutAlerts')} name="about.alerts" defaultChecked />}
        {mayHearOfMeetings && (
          <CheckField label={t('aboutMeetings')} name="about.meetings" defaultChecked={!mayHearOfAlerts} />
        )}
        <CheckField
          label={t('aboutSources')}
          name="about.sources"
          defaultChecked={!mayHearOfAlerts && !mayHearOfMeetings}
        />
      </fieldset>
      <TextField
        label={t('quietFrom')}
        name="quietFrom"
        type="time"
        error={isIncomplete ? t('quietBoth') : undefined}
      />
      <TextField label={t('quietUntil')} name="quietUntil" type="time" hint={t('timeZone', { timeZone })} />
      <TextField label={t('digestAt')} name="digestAt" type="time" hint={t('digestHint')} />
    </div>
  )
}
