'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useLanguage } from '#components/format/use-language.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button, buttonVariants } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { entered } from './entered.ts'
import { EntryFailure } from './entry-failure.tsx'
import { askForPassword } from './sign-in-requests.ts'

/** Asks for a link to a new password; it says the same whoever asks. */
export function ForgotForm() {
  const t = useTranslations('signIn')
  const language = useLanguage()
  const { pending, failure, run } = useRequest<null>()
  const [isSent, setIsSent] = useState(false)
  const submit = async (data: FormData): Promise<void> => {
    if (pending) return
    const request = askForPassword({ email: entered(data, 'email'), language })
    await run(request)
    if ((await request).ok) setIsSent(true)
  }
  if (isSent) {
    return (
      <>
        <p role="status">{t('sentLink')}</p>
        <Link href="/sign-in" className={buttonVariants({ className: 'justify-self-start' })}>
          {t('back')}
        </Link>
      </>
    )
  }
  return (
    <Form
      onSend={(form) => {
        void submit(new FormData(form))
      }}
      className="grid gap-4"
    >
      <TextField label={t('email')} name="email" type="email" autoComplete="username" required maxLength={254} />
      <EntryFailure failure={failure} refused={t('failed.unavailable')} />
      <Button type="submit" variant="primary" size="thumb" aria-disabled={pending} className="w-full">
        {pending ? t('sending') : t('send')}
      </Button>
    </Form>
  )
}
