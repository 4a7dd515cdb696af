'use client'

import { useTranslations } from 'next-intl'
import { useLayoutEffect, useRef, useState } from 'react'
import type { RequestFailure } from '#components/sources/send-request.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { eraseCustomer } from './customer-requests.ts'
import { isSameName } from './is-same-name.ts'

interface EraseDialogProps {
  id: string
  name: string
  onClose: () => void
}

/** Says what goes and what stays, and erases once the name has been typed. */
export function EraseDialog({ id, name, onClose }: EraseDialogProps) {
  const t = useTranslations('customers.privacy')
  const dialog = useRef<HTMLDialogElement>(null)
  const [typed, setTyped] = useState('')
  const { pending, failure, done, run } = useRequest()
  useLayoutEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby="erase-title"
      onClose={onClose}
      className="m-auto w-full max-w-120 rounded-3 bg-overlay p-5 text-ink shadow-overlay backdrop:bg-[color-mix(in_oklab,var(--ink)_20%,transparent)] max-tablet:max-w-[calc(100%-2rem)]"
    >
      <Form
        className="grid gap-4"
        onSend={() => {
          void run(eraseCustomer(id))
        }}
      >
        <h3 id="erase-title" className="text-15 font-title wrap-anywhere">
          {t('title', { name })}
        </h3>
        <p>{t('goes')}</p>
        <p className="text-ink-muted">{t('stays')}</p>
        <TextField
          label={t('type', { name })}
          value={typed}
          autoComplete="off"
          onChange={(event) => {
            setTyped(event.target.value)
          }}
        />
        {failure !== null && (
          <p role="alert" className="text-bad">
            {t(wordsOf(failure))}
          </p>
        )}
        {done !== null && <p role="status">{t('under')}</p>}
        <div className="flex justify-end gap-2">
          <Button className={action} onClick={() => dialog.current?.close()}>
            {t('cancel')}
          </Button>
          <Button
            type="submit"
            disabled={!isSameName(typed, name) || pending || done !== null}
            className={`${action} enabled:border-bad enabled:text-bad`}
          >
            {t(pending ? 'erasing' : 'erase')}
          </Button>
        </div>
      </Form>
    </dialog>
  )
}

/** Without an answer, or with one of whoever stands between, the event server may have begun all the same. */
function wordsOf({ reason }: RequestFailure): 'forbidden' | 'failed' | 'notKnown' {
  switch (reason) {
    case 'forbidden':
      return 'forbidden'
    case 'wrong':
      return 'failed'
    case 'unavailable':
    case 'offline':
    case 'timeout':
      return 'notKnown'
  }
}

const action = 'max-tablet:h-11 max-tablet:flex-1 max-tablet:text-15'
