'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { CreatedInvitation } from '#contract/people.ts'
import { AccessFailure } from '#components/access/access-failure.tsx'
import { RoleInputs } from '#components/access/role-inputs.tsx'
import { rolesFrom } from '#components/access/roles.ts'
import { useLanguage } from '#components/format/use-language.ts'
import { textOf } from '#components/notifications/wanted-inputs.tsx'
import { Section } from '#components/sources/section.tsx'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { invite } from './people-requests.ts'

interface InviteFormProps {
  canSend: boolean
  onInvited: () => void
}

/** An invitation, and the link of the last one, this once. */
export function InviteForm({ canSend, onInvited }: InviteFormProps) {
  const t = useTranslations('people')
  const language = useLanguage()
  const { pending, failure, done, run } = useRequest<CreatedInvitation>()
  const [isMissing, setIsMissing] = useState(false)
  const send = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form)
    const roles = rolesFrom(data)
    setIsMissing(roles.length === 0)
    if (roles.length === 0 || pending) return
    if ((await run(invite({ email: textOf(data, 'email'), roles, language }))) === null) return
    form.reset()
    onInvited()
  }
  const isWrong = failure?.reason === 'wrong'
  return (
    <Section title={t('invite')}>
      {done !== null && <Invited invitation={done} />}
      <Form
        noValidate
        onSend={(form) => {
          void send(form)
        }}
        className="grid max-w-160 gap-4"
      >
        <TextField
          label={t('email')}
          name="email"
          type="email"
          required
          maxLength={254}
          hint={t(canSend ? 'emailHint' : 'linkHint')}
          error={isWrong ? t(failure.status === 409 ? 'taken' : 'noEmail') : undefined}
        />
        <RoleInputs isMissing={isMissing} />
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" aria-disabled={pending} className="max-tablet:h-11">
            {pending ? t('inviting') : t('inviteNow')}
          </Button>
          {!isWrong && <AccessFailure failure={failure} />}
        </div>
      </Form>
    </Section>
  )
}

function Invited({ invitation: { email, path, isSent } }: { invitation: CreatedInvitation }) {
  const t = useTranslations('people')
  return (
    <div role="status" className="mb-5 grid max-w-160 gap-2">
      <p className="font-strong">{t(isSent ? 'sent' : 'notSent', { email })}</p>
      <CodeBlock code={new URL(path, window.location.origin).href} label={t('link')} />
      <p className="text-12 text-ink-muted">{t('linkOnce')}</p>
    </div>
  )
}
