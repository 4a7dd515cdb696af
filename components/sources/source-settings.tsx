'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { Source } from '#contract/api.ts'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { ConfigInputs } from './config-inputs.tsx'
import { configFrom } from './config-values.ts'
import type { ConfigField } from './kind-form.ts'
import { Section } from './section.tsx'
import { changeSource } from './source-requests.ts'
import { sharedFields, sharedFrom, SharedInputs } from './source-settings-inputs.tsx'
import { useFailureWords } from './use-failure-words.ts'
import { useRequest } from './use-request.ts'

interface SourceSettingsProps {
  source: Source
  fields: readonly ConfigField[]
  /** Vigie goes to it: how its data comes is part of how it is captured. */
  isCaptured: boolean
}

/** What may be changed of a source; its name in addresses and its kind stay. */
export function SourceSettings({ source, fields, isCaptured }: SourceSettingsProps) {
  const t = useTranslations('sources')
  const router = useRouter()
  const { pending, failure, done, run } = useRequest<Source>()
  const { at, general } = useFailureWords(failure, [
    '#/name',
    ...sharedFields,
    ...fields.map(({ name }) => `#/config/${name}`),
  ])
  const save = async (form: FormData): Promise<void> => {
    const name = form.get('name')
    const saved = await run(
      changeSource(source.slug, {
        name: typeof name === 'string' ? name.trim() : '',
        ...(fields.length > 0 && { config: configFrom(form, fields) }),
        ...sharedFrom(form),
      }),
    )
    if (saved !== null) router.refresh()
  }
  return (
    <Section title={t('settings.title')}>
      <Form
        noValidate
        onSend={(form) => {
          void save(new FormData(form))
        }}
        className="grid gap-4"
      >
        <div className="grid max-w-200 gap-4 tablet:grid-cols-2 tablet:gap-x-8">
          <TextField
            label={t('form.name')}
            name="name"
            hint={t('form.nameHint')}
            defaultValue={source.name}
            maxLength={80}
            error={at('#/name')}
          />
          <SharedInputs settings={source} at={at} isCaptured={isCaptured} />
          <ConfigInputs fields={fields} config={source.config} at={at} />
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" isBusy={pending} className="max-tablet:h-11">
            {pending ? t('form.saving') : t('form.save')}
          </Button>
          <p
            role={general === undefined ? 'status' : 'alert'}
            className={general === undefined ? 'text-ink-muted' : 'text-bad'}
          >
            {general ?? (done === null ? '' : t('form.saved'))}
          </p>
        </div>
      </Form>
    </Section>
  )
}
