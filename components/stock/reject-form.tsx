'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { TransferAnswer } from '#contract/transfers.ts'
import type { TransferRow } from '#contract/views/transfers.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { Field, control } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { TransferFailure } from './transfer-failure.tsx'
import { rejectTransfer } from './transfer-requests.ts'

interface RejectFormProps {
  transfer: TransferRow
  onClose: () => void
  onDecided: () => void
}

/** No, and why: whoever looks at the ledger later learns from it. */
export function RejectForm({ transfer, onClose, onDecided }: RejectFormProps) {
  const t = useTranslations('stock.transfers')
  const [reason, setReason] = useState('')
  const { pending, failure, run } = useRequest<TransferAnswer>()
  const send = async (): Promise<void> => {
    if (reason.trim() === '' || pending) return
    if ((await run(rejectTransfer(transfer.id, reason.trim()))) !== null) onDecided()
  }
  return (
    <Form
      onSend={() => {
        void send()
      }}
      className="mt-2 flex flex-wrap items-end gap-2"
    >
      <div className="min-w-40 flex-1">
        <Field label={t('why')}>
          {(described) => (
            <input
              {...described}
              ref={focusOnce}
              value={reason}
              maxLength={500}
              autoComplete="off"
              onChange={({ target }) => {
                setReason(target.value)
              }}
              onKeyDown={({ key }) => {
                if (key === 'Escape') onClose()
              }}
              className={control}
            />
          )}
        </Field>
      </div>
      <Button type="submit" disabled={reason.trim() === ''} aria-disabled={pending} className="max-tablet:h-11">
        {t('reject')}
      </Button>
      <TransferFailure failure={failure} />
    </Form>
  )
}

function focusOnce(field: HTMLInputElement | null): void {
  field?.focus()
}
