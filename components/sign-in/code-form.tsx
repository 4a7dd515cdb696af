'use client'

import { useTranslations } from 'next-intl'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'
import { CodeField } from './code-field.tsx'
import { entered } from './entered.ts'
import { EntryFailure } from './entry-failure.tsx'
import { enterCode } from './sign-in-requests.ts'

interface CodeFormProps {
  /** The path to go to, of this installation. */
  to: string
  onBack: () => void
}

/** The second step, for whoever's password was right. */
export function CodeForm({ to, onBack }: CodeFormProps) {
  const t = useTranslations('signIn')
  const { pending, failure, run } = useRequest<null>()
  const submit = async (data: FormData): Promise<void> => {
    if (pending) return
    const request = enterCode(entered(data, 'code'))
    await run(request)
    // Anew, with a socket that knows who looks.
    if ((await request).ok) location.assign(to)
  }
  return (
    <Form
      onSend={(form) => {
        void submit(new FormData(form))
      }}
      className="grid gap-4"
    >
      <p role="status">{t('codeAsked')}</p>
      <CodeField hint={t('codeHint')} isWrong={failure?.reason === 'wrong'} />
      {failure?.reason !== 'wrong' && <EntryFailure failure={failure} refused={t('codeOver')} />}
      <Button type="submit" variant="primary" size="thumb" aria-disabled={pending} className="w-full">
        {pending ? t('signingIn') : t('submit')}
      </Button>
      <Button size="thumb" className="w-full" onClick={onBack}>
        {t('otherPassword')}
      </Button>
    </Form>
  )
}
