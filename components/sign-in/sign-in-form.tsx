'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { SecondFactorAsked } from '#contract/sign-in.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { CodeForm } from './code-form.tsx'
import { entered } from './entered.ts'
import { EntryFailure } from './entry-failure.tsx'
import { signIn } from './sign-in-requests.ts'

/** @param to the path to go to, of this installation. */
export function SignInForm({ to }: { to: string }) {
  const t = useTranslations('signIn')
  const { pending, failure, run } = useRequest<SecondFactorAsked | null>()
  const [isCodeAsked, setIsCodeAsked] = useState(false)
  const submit = async (data: FormData): Promise<void> => {
    if (pending) return
    const request = signIn({ email: entered(data, 'email'), password: entered(data, 'password') })
    await run(request)
    const answer = await request
    if (!answer.ok) return
    if (answer.value !== null) setIsCodeAsked(true)
    // Anew, with a socket that knows who looks.
    else location.assign(to)
  }
  if (isCodeAsked) return <CodeForm to={to} onBack={() => setIsCodeAsked(false)} />
  return (
    <Form
      onSend={(form) => {
        void submit(new FormData(form))
      }}
      className="grid gap-4"
    >
      <TextField label={t('email')} name="email" type="email" autoComplete="username" required maxLength={254} />
      <TextField
        label={t('password')}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        maxLength={128}
      />
      <EntryFailure failure={failure} refused={t('wrongPassword')} />
      <Button type="submit" variant="primary" size="thumb" aria-disabled={pending} className="w-full">
        {pending ? t('signingIn') : t('submit')}
      </Button>
      <Link href="/forgot" className="justify-self-start py-2 text-ink-muted underline hover:text-ink">
        {t('forgot')}
      </Link>
    </Form>
  )
}
