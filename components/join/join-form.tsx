'use client'

import { useTranslations } from 'next-intl'
import { passwordLength } from '#contract/sign-in.ts'
import { AccessFailure } from '#components/access/access-failure.tsx'
import { textOf } from '#components/notifications/wanted-inputs.tsx'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { sendRequest } from '#components/sources/send-request.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'

interface Joining {
  token: string
  name: string
  password: string
}

function join(body: Joining): Promise<RequestAnswer<null>> {
  return sendRequest({
    method: 'POST',
    path: '/v1/invitations/accept',
    body,
    // It is answered without a body.
    isValue: (answer): answer is null => answer === null,
  })
}

/** Whoever is invited says how they are called, chooses a password, and is in. */
export function JoinForm({ token, email }: { token: string; email: string }) {
  const t = useTranslations('join')
  const { pending, failure, run } = useRequest<null>()
  const submit = async (form: FormData): Promise<void> => {
    if (pending) return
    const password = form.get('password')
    const request = join({ token, name: textOf(form, 'name'), password: typeof password === 'string' ? password : '' })
    await run(request)
    // Anew, with a socket that knows who looks.
    if ((await request).ok) location.assign('/')
  }
  return (
    <Form
      noValidate
      onSend={(form) => {
        void submit(new FormData(form))
      }}
      className="grid gap-4"
    >
      {/* What a password manager keeps the password for. */}
      <input type="hidden" name="email" autoComplete="username" value={email} />
      <TextField label={t('name')} name="name" autoComplete="name" required maxLength={120} hint={t('nameHint')} />
      <TextField
        label={t('password')}
        name="password"
        type="password"
        autoComplete="new-password"
        required
        maxLength={passwordLength.max}
        hint={t('passwordHint', { min: passwordLength.min })}
      />
      {failure?.reason === 'wrong' ? (
        <p role="alert" className="text-bad">
          {t('wrong')}
        </p>
      ) : failure?.reason === 'forbidden' ? (
        <p role="alert" className="text-bad">
          {t('over')}
        </p>
      ) : (
        <AccessFailure failure={failure} />
      )}
      <Button type="submit" variant="primary" size="thumb" aria-disabled={pending}>
        {pending ? t('joining') : t('join')}
      </Button>
    </Form>
  )
}
