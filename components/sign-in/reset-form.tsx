'use client'

import { useTranslations } from 'next-intl'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'
import { entered } from './entered.ts'
import { EntryFailure } from './entry-failure.tsx'
import { NewPasswordField } from './new-password-field.tsx'
import { choosePassword } from './sign-in-requests.ts'

/** Chooses another password by a link; whoever has it then signs in with it. */
export function ResetForm({ token }: { token: string }) {
  const t = useTranslations('signIn')
  const { pending, failure, run } = useRequest<null>()
  const submit = async (data: FormData): Promise<void> => {
    if (pending) return
    const request = choosePassword({ token, password: entered(data, 'password') })
    await run(request)
    if ((await request).ok) location.assign('/sign-in')
  }
  return (
    <Form
      onSend={(form) => {
        void submit(new FormData(form))
      }}
      className="grid gap-4"
    >
      <NewPasswordField />
      <EntryFailure failure={failure} refused={t('resetOver')} />
      <Button type="submit" variant="primary" size="thumb" aria-disabled={pending} className="w-full">
        {pending ? t('choosing') : t('choose')}
      </Button>
    </Form>
  )
}
