'use client'

import { useTranslations } from 'next-intl'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { entered } from './entered.ts'
import { EntryFailure } from './entry-failure.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { beFirstAdministrator } from './sign-in-requests.ts'

/** The first administrator says who they are, and chooses a password. */
export function WelcomeForm({ token }: { token: string }) {
  const t = useTranslations('signIn')
  const { pending, failure, run } = useRequest<null>()
  const submit = async (data: FormData): Promise<void> => {
    if (pending) return
    const person = { name: entered(data, 'name'), email: entered(data, 'email'), password: entered(data, 'password') }
    const request = beFirstAdministrator({ token, ...person })
    await run(request)
    if ((await request).ok) location.assign('/')
  }
  return (
    <Form
      onSend={(form) => {
        void submit(new FormData(form))
      }}
      className="grid gap-4"
    >
      <TextField label={t('name')} name="name" autoComplete="name" required maxLength={120} />
      <TextField label={t('email')} name="email" type="email" autoComplete="username" required maxLength={254} />
      <NewPasswordField />
      <EntryFailure failure={failure} refused={t('linkOver')} />
      <Button type="submit" variant="primary" size="thumb" aria-disabled={pending} className="w-full">
        {pending ? t('signingIn') : t('begin')}
      </Button>
    </Form>
  )
}
