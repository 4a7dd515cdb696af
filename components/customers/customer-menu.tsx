'use client'

import { Download, Ellipsis, Eraser } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useRef, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { useMay } from '#components/viewer/viewer-context.tsx'
import { EraseDialog } from './erase-dialog.tsx'

/** What a customer may ask for, everything that is held about them or that nothing is, for whoever may do it. */
export function CustomerMenu({ id, name }: { id: string; name: string }) {
  const t = useTranslations('customers.privacy')
  const menu = useId()
  const popover = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [isErasing, setErasing] = useState(false)
  const mayExport = useMay('export:customer')
  const mayErase = useMay('command:customer.erase')
  if (!mayExport && !mayErase) return null
  const close = (): void => {
    popover.current?.hidePopover()
    button.current?.focus()
  }
  const erase = (): void => {
    close()
    setErasing(true)
  }
  return (
    <>
      <Button
        ref={button}
        popoverTarget={menu}
        variant="ghost"
        aria-label={t('menu')}
        className="px-2 max-tablet:h-11 max-tablet:w-11"
      >
        <Ellipsis aria-hidden="true" strokeWidth={1.6} />
      </Button>
      <div
        ref={popover}
        id={menu}
        popover="auto"
        onToggle={({ newState }) => {
          if (newState === 'open') placeBelow(popover.current, button.current)
        }}
        className="fixed m-0 min-w-48 rounded-2 border border-line bg-overlay p-1 text-ink shadow-overlay open:grid"
      >
        {mayExport && (
          <a href={`/v1/customers/${id}/export`} download onClick={close} className={item}>
            <Download aria-hidden="true" strokeWidth={1.6} />
            {t('export')}
          </a>
        )}
        {mayErase && (
          <button type="button" onClick={erase} className={item}>
            <Eraser aria-hidden="true" strokeWidth={1.6} />
            {t('open')}
          </button>
        )}
      </div>
      {isErasing && <EraseDialog id={id} name={name} onClose={() => setErasing(false)} />}
    </>
  )
}

const item =
  'flex h-8 items-center gap-2 rounded-1 px-2 text-left text-13 hover:bg-fill max-tablet:h-11 [&>svg]:size-4 [&>svg]:text-ink-faint'

/** Flush with the button's right edge. */
function placeBelow(popover: HTMLElement | null, button: HTMLElement | null): void {
  if (popover === null || button === null) return
  const at = button.getBoundingClientRect()
  popover.style.top = `${at.bottom + 4}px`
  popover.style.left = `${Math.max(8, at.right - popover.offsetWidth)}px`
}
