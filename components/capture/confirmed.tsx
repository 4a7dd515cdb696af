'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useId, useRef, useState } from 'react'
import { Button } from '#components/ui/button.tsx'

interface ConfirmedProps {
  /** What the button says that asks first. */
  ask: string
  title: string
  confirm: string
  pending: string
  isPending: boolean
  onAsk?: () => void
  /** Resolves with whether it was done: then there is nothing more to confirm. */
  onConfirm: () => Promise<boolean>
  children: ReactNode
}

/** Something that is asked about before it is done, in place: what will happen stands beside the button that does it. */
export function Confirmed({ ask, title, confirm, pending, isPending, onAsk, onConfirm, children }: ConfirmedProps) {
  const t = useTranslations('capture')
  const id = useId()
  const [isAsked, setIsAsked] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const close = (): void => {
    setIsAsked(false)
    opener.current?.focus()
  }
  const carryOut = async (): Promise<void> => {
    if (await onConfirm()) close()
  }
  return (
    <>
      <Button
        ref={opener}
        aria-expanded={isAsked}
        className="max-tablet:h-11"
        onClick={() => {
          if (!isAsked) onAsk?.()
          setIsAsked(!isAsked)
        }}
      >
        {ask}
      </Button>
      {isAsked && (
        <div role="group" aria-labelledby={id} className="mt-3 grid max-w-160 gap-3 border-l-2 border-warn pl-4">
          <h4 id={id} ref={takeFocus} tabIndex={-1} className="font-strong">
            {title}
          </h4>
          {children}
          <div className="flex flex-wrap gap-2 max-tablet:[&>button]:h-11">
            <Button
              variant="primary"
              disabled={isPending}
              onClick={() => {
                void carryOut()
              }}
            >
              {isPending ? pending : confirm}
            </Button>
            <Button onClick={close}>{t('cancel')}</Button>
          </div>
        </div>
      )}
    </>
  )
}

function takeFocus(heading: HTMLElement | null): void {
  heading?.focus()
}
