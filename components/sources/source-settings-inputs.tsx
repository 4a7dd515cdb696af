'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Source } from '#contract/api.ts'
import { notifications } from '#components/shell/screens.ts'
import { CheckField, SelectField, TextField } from '#components/ui/field.tsx'
import { durationFrom } from './duration-entry.ts'
import { DurationField } from './duration-field.tsx'
import type { FieldWords } from './use-failure-words.ts'

/** Settings that every source has, whatever its kind. */
export type SharedSettings = Pick<Source, 'mode' | 'promiseSeconds' | 'silenceSeconds' | 'ratePerMinute'>

export const sharedFields = ['#/mode', '#/promiseSeconds', '#/silenceSeconds', '#/ratePerMinute'] as const

const modes = ['push', 'poll', 'micro-batch'] as const
const defaultSilenceSeconds = 86_400

/** What the form has no field for is left as it is. */
export function sharedFrom(form: FormData): Partial<SharedSettings> {
  return {
    ...(form.has('mode') && { mode: modes.find((mode) => mode === form.get('mode')) ?? 'push' }),
    promiseSeconds: durationFrom(form, 'promiseSeconds'),
    silenceSeconds: form.get('silence') === null ? null : durationFrom(form, 'silenceSeconds'),
    ...(form.has('ratePerMinute') && { ratePerMinute: Number(form.get('ratePerMinute')) }),
  }
}

interface SharedInputsProps {
  settings: SharedSettings
  at: FieldWords
  /** It has no door whose requests could be too many. */
  isCaptured: boolean
}

/** How a source comes by its data, how old it may be, and when somebody is told that it is silent. */
export function SharedInputs({ settings, at, isCaptured }: SharedInputsProps) {
  const t = useTranslations('sources.form')
  const [isTold, setIsTold] = useState(settings.silenceSeconds !== null)
  return (
    <>
      {!isCaptured && (
        <SelectField
          label={t('mode')}
          name="mode"
          defaultValue={settings.mode}
          error={at('#/mode')}
          options={modes.map((mode) => ({ value: mode, label: t(`modes.${mode}`) }))}
        />
      )}
      <DurationField
        label={t('promise')}
        name="promiseSeconds"
        seconds={settings.promiseSeconds}
        hint={t('promiseHint')}
        error={at('#/promiseSeconds')}
      />
      <div className="grid content-start gap-2">
        <CheckField
          label={t('silenceOn')}
          name="silence"
          checked={isTold}
          onChange={(event) => {
            setIsTold(event.currentTarget.checked)
          }}
        />
        {isTold && (
          <DurationField
            label={t('silence')}
            name="silenceSeconds"
            seconds={settings.silenceSeconds ?? defaultSilenceSeconds}
            hint={<SilenceHint />}
            error={at('#/silenceSeconds')}
          />
        )}
      </div>
      {!isCaptured && (
        <TextField
          label={t('rate')}
          name="ratePerMinute"
          type="number"
          min={1}
          step={1}
          required
          defaultValue={settings.ratePerMinute}
          hint={t('rateHint')}
          error={at('#/ratePerMinute')}
        />
      )}
    </>
  )
}

/** A source says when somebody is told; who that is stands on a page of its own. */
function SilenceHint() {
  const t = useTranslations('sources.form')
  return t.rich('silenceHint', {
    link: (text) => (
      <Link href={notifications.href} className="text-accent underline">
        {text}
      </Link>
    ),
  })
}
