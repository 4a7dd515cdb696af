'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { CreatedToken } from '#contract/tokens.ts'
import { AccessFailure } from '#components/access/access-failure.tsx'
import { RoleInputs } from '#components/access/role-inputs.tsx'
import { rolesFrom } from '#components/access/roles.ts'
import { textOf } from '#components/notifications/wanted-inputs.tsx'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { createToken } from './token-requests.ts'

/** A form that makes a token, and in its place the token itself, this once. */
export function NewToken({ onCreated }: { onCreated: () => void }) {
  const t = useTranslations('tokens')
  const { pending, failure, done, run } = useRequest<CreatedToken>()
  const [isPutAway, setIsPutAway] = useState(false)
  const [missing, setMissing] = useState({ name: false, roles: false })
  const create = async (form: FormData): Promise<void> => {
    const asked = { name: textOf(form, 'name'), roles: rolesFrom(form) }
    const lacks = { name: asked.name === '', roles: asked.roles.length === 0 }
    setMissing(lacks)
    if (lacks.name || lacks.roles || pending) return
    setIsPutAway(false)
    if ((await run(createToken(asked))) !== null) onCreated()
  }
  if (done !== null && !isPutAway) return <Created created={done} onPutAway={() => setIsPutAway(true)} />
  return (
    <Form
      aria-label={t('new')}
      noValidate
      onSend={(form) => {
        void create(new FormData(form))
      }}
      className="mb-5 grid max-w-160 gap-4"
    >
      <TextField
        label={t('name')}
        name="name"
        required
        maxLength={100}
        hint={t('nameHint')}
        error={missing.name ? t('noName') : undefined}
      />
      <RoleInputs isMissing={missing.roles} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" aria-disabled={pending} className="max-tablet:h-11">
          {pending ? t('creating') : t('create')}
        </Button>
        <AccessFailure failure={failure} />
      </div>
    </Form>
  )
}

function Created({ created, onPutAway }: { created: CreatedToken; onPutAway: () => void }) {
  const t = useTranslations('tokens')
  return (
    <div role="status" className="mb-5 grid max-w-160 justify-items-stretch gap-3">
      <p className="font-strong">{t('created', { name: created.name })}</p>
      <CodeBlock code={created.token} label={t('token')} />
      <p className="text-12 text-warn">{t('once')}</p>
      <CodeBlock
        code={`curl -H 'authorization: Bearer ${created.token}' ${window.location.origin}/v1/me`}
        label={t('try')}
      />
      <div>
        <Button className="max-tablet:h-11" onClick={onPutAway}>
          {t('putAway')}
        </Button>
      </div>
    </div>
  )
}
