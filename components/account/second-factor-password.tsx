'use client'

import { useTranslations } from 'next-intl'
import { entered } from '#components/sign-in/entered.ts'
import { EntryFailure } from '#components/sign-in/entry-failure.tsx'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { isWrongAt } from './wrong-member.ts'

interface Way<Value> {
  words: string
  isPrimary?: boolean
  ask: (password: string) => Promise<RequestAnswer<Value>>
}

interface SecondFactorPasswordProps<Value> {
  /** What can be done with the password, each by a button. */
  ways: readonly Way<Value>[]
  onDone: (value: Value) => void
}

/** Nothing of a second factor is changed by whoever merely sits before an open browser. */
export function SecondFactorPassword<Value>({ ways, onDone }: SecondFactorPasswordProps<Value>) {
  const t = useTranslations('account')
  const signIn = useTranslations('signIn')
  const { pending, failure, run } = useRequest<Value>()
  const isWrong = isWrongAt(failure, '#/password')
  const submit = async (form: HTMLFormElement, button: HTMLElement | null): Promise<void> => {
    const way = ways[Number(button?.dataset['way'] ?? 0)]
    if (pending || way === undefined) return
    const request = way.ask(entered(new FormData(form), 'password'))
    await run(request)
    const answer = await request
    if (answer.ok) onDone(answer.value)
  }
  return (
    <Form
      onSend={(form, submitter) => {
        void submit(form, submitter)
      }}
      className="grid max-w-96 gap-4"
    >
      <TextField
        label={signIn('password')}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        maxLength={128}
        error={isWrong ? t('currentWrong') : undefined}
      />
      {!isWrong && <EntryFailure failure={failure} refused={t('signedOut')} />}
      <div className="flex flex-wrap gap-2">
        {ways.map(({ words, isPrimary = false }, index) => (
          <Button
            key={words}
            type="submit"
            data-way={index}
            variant={isPrimary ? 'primary' : 'default'}
            aria-disabled={pending}
            className="max-tablet:h-11"
          >
            {words}
          </Button>
        ))}
      </div>
    </Form>
  )
}
