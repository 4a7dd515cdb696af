'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { Me } from '#contract/sign-in.ts'
import { entered } from '#components/sign-in/entered.ts'
import { EntryFailure } from '#components/sign-in/entry-failure.tsx'
import { NewPasswordField } from '#components/sign-in/new-password-field.tsx'
import { Section } from '#components/sources/section.tsx'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { changeMyPassword } from './account-requests.ts'
import { isWrongAt } from './wrong-member.ts'

/** Another password, for whoever knows the one that holds. */
export function PasswordSection({ me: { email, hasPassword } }: { me: Me }) {
  const t = useTranslations('account')
  return (
    <Section level={2} title={t('password')}>
      {hasPassword ? <PasswordForm email={email} /> : <p className="max-w-160 text-ink-muted">{t('noPassword')}</p>}
    </Section>
  )
}

function PasswordForm({ email }: { email: string | null }) {
  const t = useTranslations('account')
  const signIn = useTranslations('signIn')
  const router = useRouter()
  const { pending, failure, run } = useRequest<null>()
  const [isChanged, setIsChanged] = useState(false)
  const isWrong = isWrongAt(failure, '#/current')
  const submit = async (form: HTMLFormElement): Promise<void> => {
    if (pending) return
    const data = new FormData(form)
    setIsChanged(false)
    const request = changeMyPassword({ current: entered(data, 'current'), password: entered(data, 'password') })
    await run(request)
    if (!(await request).ok) return
    setIsChanged(true)
    form.reset()
    router.refresh()
  }
  return (
    <Form
      onSend={(form) => {
        void submit(form)
      }}
      className="grid max-w-96 gap-4"
    >
      {/* For whatever keeps passwords: whose this one is. */}
      <input hidden name="username" autoComplete="username" value={email ?? ''} readOnly />
      <TextField
        label={t('current')}
        name="current"
        type="password"
        autoComplete="current-password"
        required
        maxLength={128}
        error={isWrong ? t('currentWrong') : undefined}
      />
      <NewPasswordField />
      {!isWrong && <EntryFailure failure={failure} refused={t('signedOut')} />}
      <p role="status" className={isChanged ? 'text-good' : 'hidden'}>
        {isChanged && t('changed')}
      </p>
      <div className="grid gap-2">
        <p className="text-12 text-ink-muted">{t('othersEnd')}</p>
        <div>
          <Button type="submit" variant="primary" aria-disabled={pending} className="max-tablet:h-11">
            {pending ? signIn('choosing') : signIn('choose')}
          </Button>
        </div>
      </div>
    </Form>
  )
}
