'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import type { BegunSecondFactor } from '#contract/sign-in.ts'
import type { Qr } from '#components/qr/qr-code.tsx'
import { QrCode } from '#components/qr/qr-code.tsx'
import { CodeField } from '#components/sign-in/code-field.tsx'
import { entered } from '#components/sign-in/entered.ts'
import { EntryFailure } from '#components/sign-in/entry-failure.tsx'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Form } from '#components/ui/form.tsx'
import { confirmSecondFactor } from './second-factor-requests.ts'
import { isWrongAt } from './wrong-member.ts'

interface SecondFactorSetupProps {
  begun: BegunSecondFactor
  /** The app has it. */
  onDone: () => void
}

/** The secret for the app, as a picture and as text, and a code that shows that it has it. */
export function SecondFactorSetup({ begun: { uri, secret }, onDone }: SecondFactorSetupProps) {
  const t = useTranslations('account.secondFactor')
  const account = useTranslations('account')
  const qr = useDrawnQr(uri)
  const { pending, failure, run } = useRequest<null>()
  const isWrong = isWrongAt(failure, '#/code')
  const submit = async (data: FormData): Promise<void> => {
    if (pending) return
    const request = confirmSecondFactor(entered(data, 'code'))
    await run(request)
    if ((await request).ok) onDone()
  }
  return (
    <>
      <p>{t('scan')}</p>
      {qr !== null && <QrCode qr={qr} label={t('picture')} className="size-48" />}
      <p className="text-ink-muted">{t('orType')}</p>
      <CodeBlock code={secret.replaceAll(/(.{4})(?=.)/g, '$1 ')} label={t('secret')} />
      <Form
        onSend={(form) => {
          void submit(new FormData(form))
        }}
        className="grid max-w-96 gap-4"
      >
        <CodeField hint={t('codeHint')} isWrong={isWrong} />
        {!isWrong && <EntryFailure failure={failure} refused={account('signedOut')} />}
        <div>
          <Button type="submit" variant="primary" aria-disabled={pending} className="max-tablet:h-11">
            {t('turnOn')}
          </Button>
        </div>
      </Form>
    </>
  )
}

/** The encoder is loaded by whoever needs it, which is once in an account's life. */
function useDrawnQr(uri: string): Qr | null {
  const [qr, setQr] = useState<Qr | null>(null)
  useEffect(() => {
    let isOver = false
    void import('#components/qr/draw-qr.ts').then(({ drawQr }) => {
      if (!isOver) setQr(drawQr(uri))
    })
    return () => {
      isOver = true
    }
  }, [uri])
  return qr
}
