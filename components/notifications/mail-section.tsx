'use client'

import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import type { RecipientAnswer, RecipientList } from '#contract/recipients.ts'
import { useLanguage } from '#components/format/use-language.ts'
import { Section } from '#components/sources/section.tsx'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { SelectField, TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { MailFailure } from './mail-failure.tsx'
import { addMail } from './recipient-requests.ts'
import { textOf, WantedInputs, wantedFrom } from './wanted-inputs.tsx'

interface MailSectionProps {
  list: RecipientList
  onChange: () => void
}

/** Somebody more who is told by e-mail. */
export function MailSection({ list, onChange }: MailSectionProps) {
  const t = useTranslations('notifications.mail')
  const ownLanguage = useLanguage()
  const form = useRef<HTMLFormElement>(null)
  const [isIncomplete, setIsIncomplete] = useState(false)
  const { pending, failure, run } = useRequest<RecipientAnswer>()
  const add = async (data: FormData): Promise<void> => {
    const [address, name] = [textOf(data, 'address'), textOf(data, 'name')]
    const language = data.get('language') === 'fr' ? 'fr' : 'en'
    const wanted = wantedFrom(data, { name: name === '' ? address : name, language })
    setIsIncomplete(wanted === null)
    if (wanted === null || pending || (await run(addMail(address, wanted))) === null) return
    form.current?.reset()
    onChange()
  }
  return (
    <Section title={t('title')}>
      {!list.canSend && <p className="mb-3 max-w-160 text-warn">{t('cannotSend')}</p>}
      <Form
        ref={form}
        noValidate
        onSend={(form) => {
          void add(new FormData(form))
        }}
        className="grid max-w-160 gap-4"
      >
        <div className="grid gap-4 tablet:grid-cols-3">
          <TextField label={t('address')} name="address" type="email" required maxLength={254} />
          <TextField label={t('name')} name="name" maxLength={200} />
          <SelectField
            label={t('language')}
            name="language"
            defaultValue={ownLanguage}
            options={[
              { value: 'en', label: 'English' },
              { value: 'fr', label: 'Français' },
            ]}
          />
        </div>
        <WantedInputs timeZone={list.timeZone} isIncomplete={isIncomplete} />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" aria-disabled={pending} className="max-tablet:h-11">
            {pending ? t('adding') : t('add')}
          </Button>
          <MailFailure failure={failure} />
        </div>
      </Form>
    </Section>
  )
}
