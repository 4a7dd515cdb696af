'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { use } from 'react'
import type { CreatedSource, Source } from '#contract/api.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { Button } from '#components/ui/button.tsx'
import { CheckField, TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { FreshSecretContext } from './fresh-secret.ts'
import { Section } from './section.tsx'
import { rotateSecret, secretMissing } from './source-requests.ts'
import { useFailureWords } from './use-failure-words.ts'
import { useKindWords } from './use-kind-words.ts'
import { useRequest } from './use-request.ts'
import { secretShownId } from './way-in.tsx'

interface RotateSecretProps {
  source: Source
  assignsSecret: boolean
}

/** Gives a source a new secret, or a new key where it is no secret; the old one goes on being accepted for a day, unless somebody else knows it. */
export function RotateSecret({ source, assignsSecret }: RotateSecretProps) {
  const ofProvider = useTranslations('sources.rotate')
  const t = useTranslations(source.publicKey === undefined ? 'sources.rotate' : 'sources.rotateKey')
  const formats = useFormats()
  const router = useRouter()
  const now = useServerNow(1000) ?? 0
  const kind = useKindWords()(source.kind).name
  const { hold } = use(FreshSecretContext)
  const { pending, failure, done, run } = useRequest<CreatedSource>()
  const { at, general } = useFailureWords(failure, ['#/secret'])
  const until = (done ?? source).previousSecretUntil
  const rotate = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form)
    const given = data.get('secret')
    const secret = typeof given === 'string' ? given.trim() : ''
    const rotation = {
      ...(secret !== '' && { secret }),
      ...(data.get('leaked') !== null && { overlapHours: 0 }),
    }
    const isMissing = assignsSecret && secret === ''
    const rotated = await run(isMissing ? Promise.resolve(secretMissing) : rotateSecret(source.slug, rotation))
    if (rotated === null) return
    form.reset()
    hold({ slug: source.slug, secret: rotated.secret })
    router.refresh()
    // It is shown further up, this once, where nobody looks who has come down to here.
    requestAnimationFrame(() => document.getElementById(secretShownId)?.focus())
  }
  return (
    <Section title={t('title')}>
      <Form
        noValidate
        onSend={(form) => {
          void rotate(form)
        }}
        className="grid max-w-120 justify-items-start gap-3"
      >
        <p className="text-ink-muted">{assignsSecret ? ofProvider('whatAssigned', { kind }) : t('what')}</p>
        {until !== null && <p role="status">{t('until', { time: formats.since(Date.parse(until), now) })}</p>}
        <NewSecretField
          label={t('given')}
          error={at('#/secret')}
          {...(assignsSecret ? { required: true } : { hint: t('givenHint') })}
        />
        <CheckField label={t('leaked')} name="leaked" />
        {general !== undefined && (
          <p role="alert" className="text-bad">
            {general}
          </p>
        )}
        <Button type="submit" isBusy={pending} className="max-tablet:h-11">
          {pending ? t('rotating') : assignsSecret ? ofProvider('rotateGiven') : t('rotate')}
        </Button>
      </Form>
    </Section>
  )
}

interface NewSecretFieldProps {
  label: string
  error: string | undefined
  hint?: string
  required?: boolean
}

function NewSecretField(props: NewSecretFieldProps) {
  return (
    <div className="w-full">
      <TextField name="secret" type="password" autoComplete="new-password" maxLength={2000} {...props} />
    </div>
  )
}
