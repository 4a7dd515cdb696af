'use client'

import { Hand, Undo2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import type { EventResult } from '#contract/api.ts'
import type { StockAlertRow } from '#contract/views/stock.ts'
import { useRequest } from '#components/sources/use-request.ts'
import type { ButtonProps } from '#components/ui/button.tsx'
import { Button } from '#components/ui/button.tsx'
import { passFocus } from '#components/ui/pass-focus.ts'
import { giveAlertBack, takeAlert } from './alert-requests.ts'
import { FailureNote, underButtons } from './failure-note.tsx'
import { alertElementId } from './use-alert-steps.ts'

interface TakeButtonProps extends Pick<ButtonProps, 'size' | 'className' | 'ref'> {
  alert: StockAlertRow
}

/** *Take it*, on a line of the list; the screen says who has it as soon as the log does. The line has the focus then. */
export function TakeButton({ alert, size, className }: Omit<TakeButtonProps, 'ref'>) {
  const t = useTranslations('stock')
  const button = useRef<HTMLButtonElement>(null)
  const { pending, failure, run } = useRequest<EventResult>()
  const take = async (): Promise<void> => {
    if (pending || (await run(takeAlert(alert.id))) === null) return
    passFocus({ from: button.current, to: document.getElementById(alertElementId(alert.id)) })
  }
  return (
    <>
      <Button
        ref={button}
        size={size}
        aria-disabled={pending}
        aria-label={t('takeOf', { title: alert.title, place: alert.placeName })}
        aria-keyshortcuts="a"
        className={className}
        onClick={() => void take()}
      >
        {t('take')}
      </Button>
      <FailureNote failure={failure} />
    </>
  )
}

/** The one filled button: to take an alert, or, once somebody has it or it is quiet, to undo that. It keeps the focus. */
export function TakeOrGiveBack({ alert, size, className, ref }: TakeButtonProps) {
  const t = useTranslations('stock')
  const { pending, failure, run } = useRequest<EventResult>()
  const isQuiet = alert.state === 'snoozed'
  const mayTake = alert.state === 'open'
  const Icon = mayTake ? Hand : Undo2
  return (
    <>
      <Button
        ref={ref}
        size={size}
        variant={mayTake ? 'primary' : 'default'}
        aria-disabled={pending}
        className={className}
        {...(mayTake && { 'aria-keyshortcuts': 'a' })}
        onClick={() => {
          if (!pending) void run(mayTake ? takeAlert(alert.id) : giveAlertBack(alert.id))
        }}
      >
        <Icon aria-hidden="true" strokeWidth={1.6} />
        {mayTake ? t('takeThis') : t(isQuiet ? 'wake' : 'giveBack')}
      </Button>
      <FailureNote failure={failure} className={underButtons} />
    </>
  )
}
