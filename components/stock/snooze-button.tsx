'use client'

import { AlarmClock } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { RefObject } from 'react'
import { useId, useRef } from 'react'
import type { EventResult } from '#contract/api.ts'
import type { StockAlertRow } from '#contract/views/stock.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { passFocus } from '#components/ui/pass-focus.ts'
import { snoozeAlert } from './alert-requests.ts'
import { FailureNote, underButtons } from './failure-note.tsx'
import { snoozeTimes } from './snooze-times.ts'

interface SnoozeButtonProps {
  alert: StockAlertRow
  /** When the next delivery is expected; null = none is. */
  delivery: number | null
  now: number
  className: string
  /** What has the focus once the alert is snoozed, and this button gone. */
  next: RefObject<HTMLButtonElement | null>
}

/** Until when an alert is to be quiet: a few moments to choose from, in the browser's own popover. */
export function SnoozeButton({ alert, delivery, now, className, next }: SnoozeButtonProps) {
  const t = useTranslations('stock')
  const formats = useFormats()
  const id = useId()
  const popover = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const { pending, failure, run } = useRequest<EventResult>()
  const place = (): void => {
    const at = button.current?.getBoundingClientRect()
    if (at === undefined || popover.current === null) return
    const { height, width } = popover.current.getBoundingClientRect()
    const below = at.bottom + 4
    popover.current.style.top = `${below + height > window.innerHeight ? at.top - height - 4 : below}px`
    popover.current.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`
  }
  const snooze = async (until: number): Promise<void> => {
    popover.current?.hidePopover()
    if ((await run(snoozeAlert(alert.id, until))) === null) return
    passFocus({ from: button.current, to: next.current })
  }
  return (
    <>
      <Button ref={button} popoverTarget={id} aria-disabled={pending} className={className}>
        <AlarmClock aria-hidden="true" strokeWidth={1.6} />
        {t('snooze')}
      </Button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="group"
        aria-label={t('snoozeUntil')}
        onToggle={(event) => {
          if (event.newState === 'open') place()
        }}
        className="fixed m-0 min-w-52 rounded-3 bg-overlay p-1.5 text-ink shadow-overlay"
      >
        {snoozeTimes(now, delivery).map(({ name, at }) => (
          <button
            key={name}
            type="button"
            onClick={() => void snooze(at)}
            className="flex h-8 w-full items-center justify-between gap-6 rounded-2 px-2.5 hover:bg-fill max-tablet:h-11 max-tablet:text-15"
          >
            <span>{t(`snoozes.${name}`)}</span>
            <span className="text-12 text-ink-faint">{`${formats.shortDay(at)}, ${formats.minute(at)}`}</span>
          </button>
        ))}
      </div>
      <FailureNote failure={failure} className={underButtons} />
    </>
  )
}
