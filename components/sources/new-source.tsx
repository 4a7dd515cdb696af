'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { use, useId, useState } from 'react'
import type { CreatedSource } from '#contract/api.ts'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'
import { BackLink } from './back-link.tsx'
import { ConfigInputs } from './config-inputs.tsx'
import { configFrom } from './config-values.ts'
import { FreshSecretContext } from './fresh-secret.ts'
import { KindChoice } from './kind-choice.tsx'
import type { KindForm } from './kind-form.ts'
import { NameInputs } from './name-inputs.tsx'
import { SecretInput } from './secret-input.tsx'
import { createSource, secretMissing } from './source-requests.ts'
import { sharedFields, sharedFrom, SharedInputs } from './source-settings-inputs.tsx'
import type { FieldWords } from './use-failure-words.ts'
import { useFailureWords } from './use-failure-words.ts'
import { wayOf } from './source-way.ts'
import { useRequest } from './use-request.ts'

interface NewSourceProps {
  kinds: readonly KindForm[]
  /** The kind to begin with; one that there is not is as none. */
  asked: string | undefined
  /** Where this installation is reached. */
  origin: string
}

const defaults = { mode: 'push', promiseSeconds: 300, silenceSeconds: 86_400, ratePerMinute: 60_000 } as const

/** Makes a source; its page then shows the secret once, and the first event as it arrives. */
export function NewSource({ kinds, asked, origin }: NewSourceProps) {
  const t = useTranslations('sources.form')
  const id = useId()
  const router = useRouter()
  const { hold } = use(FreshSecretContext)
  const [kindName, setKindName] = useState((kinds.find((each) => each.kind === asked) ?? kinds[0])?.kind ?? '')
  const [slug, setSlug] = useState('')
  const { pending, failure, run } = useRequest<CreatedSource>()
  const kind = kinds.find((each) => each.kind === kindName)
  const { at, general } = useFailureWords(failure, placesOf(kind))
  const address = addressOf(kind, origin, slug)
  const create = async (form: FormData): Promise<void> => {
    const asked = sourceFrom(form, kindName, kind?.fields ?? [])
    const isMissing = kind?.assignsSecret === true && asked.secret === undefined
    const created = await run(isMissing ? Promise.resolve(secretMissing) : createSource(asked))
    if (created === null) return
    hold({ slug: created.slug, secret: created.secret })
    router.push(`/settings/sources/${created.slug}`)
  }
  return (
    <Form
      aria-labelledby={id}
      noValidate
      onSend={(form) => {
        void create(new FormData(form))
      }}
      className="grid max-w-190 gap-6 px-4 py-5 tablet:px-8"
    >
      <div>
        <BackLink />
        <h2 id={id} className="text-18 font-title">
          {t('title')}
        </h2>
      </div>
      <KindChoice kinds={kinds} value={kindName} onChange={setKindName} />
      <NameInputs onSlug={setSlug} at={at} address={address} />
      {kind !== undefined && <KindInputs key={kind.kind} kind={kind} at={at} address={address} />}
      <MoreInputs at={at} isRead={wayOf(kind) === 'read'} />
      <Submit pending={pending} general={general} />
    </Form>
  )
}

/** What this kind asks for beside a name. */
function KindInputs({ kind, at, address }: { kind: KindForm; at: FieldWords; address: string }) {
  return (
    <div className="grid max-w-120 gap-4">
      <SecretInput kind={kind} error={at('#/secret')} />
      <ConfigInputs fields={kind.fields} config={{ publicUrl: address }} at={at} />
    </div>
  )
}

function MoreInputs({ at, isRead }: { at: FieldWords; isRead: boolean }) {
  const t = useTranslations('sources.form')
  const [isOpen, setIsOpen] = useState(false)
  // What is wrong in a part that is folded would be said to nobody.
  const isWrong = sharedFields.some((field) => at(field) !== undefined)
  return (
    <details
      open={isOpen || isWrong}
      onToggle={(event) => {
        setIsOpen(event.currentTarget.open)
      }}
      className="border-y border-line py-3"
    >
      <summary className="font-medium max-tablet:min-h-11">{t('more')}</summary>
      <div className="mt-4 grid max-w-120 gap-4">
        <SharedInputs settings={defaults} at={at} isCaptured={isRead} />
      </div>
    </details>
  )
}

function Submit({ pending, general }: { pending: boolean; general: string | undefined }) {
  const t = useTranslations('sources.form')
  return (
    <div className="grid justify-items-start gap-2">
      {general !== undefined && (
        <p role="alert" className="text-bad">
          {general}
        </p>
      )}
      <Button type="submit" variant="primary" isBusy={pending} className="max-tablet:h-11">
        {pending ? t('creating') : t('create')}
      </Button>
    </div>
  )
}

/** The entries that the form has a place for. */
function placesOf(kind: KindForm | undefined): string[] {
  const config = (kind?.fields ?? []).map(({ name }) => `#/config/${name}`)
  return ['#/name', '#/slug', '#/secret', ...sharedFields, ...config]
}

function sourceFrom(form: FormData, kind: string, fields: KindForm['fields']): Record<string, unknown> {
  const text = (name: string): string => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const [name, secret] = [text('name'), text('secret')]
  return {
    kind,
    slug: text('slug'),
    ...(name !== '' && { name }),
    ...(secret !== '' && { secret }),
    config: configFrom(form, fields),
    ...sharedFrom(form),
  }
}

/** Known before the source is there, because some providers give their secret only for it. */
function addressOf(kind: KindForm | undefined, origin: string, slug: string): string {
  const door = kind?.door ?? 'webhooks'
  if (door === 'events') return `${origin}/v1/events`
  if (door === 'tracking') return origin
  return slug === '' ? '' : `${origin}/v1/${door}/${slug}`
}
