'use client'

import { Download, Ellipsis, Eraser } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { buttonVariants } from '#components/ui/button.tsx'
import { useMay } from '#components/viewer/viewer-context.tsx'
import { EraseDialog } from './erase-dialog.tsx'

/** What a customer may ask for, everything that is held about them or that nothing is, for whoever may do it. */
export function CustomerMenu({ id, name }: { id: string; name: string }) {
  const t = useTranslations('customers.privacy')
  const [isErasing, setErasing] = useState(false)
  const mayExport = useMay('export:customer')
  const mayErase = useMay('command:customer.erase')
  if (!mayExport && !mayErase) return null
  return (
    <details className="relative">
      <summary
        aria-label={t('menu')}
        className={buttonVariants({
          variant: 'ghost',
          className: 'cursor-pointer list-none px-2 max-tablet:h-11 max-tablet:w-11 [&::-webkit-details-marker]:hidden',
        })}
      >
        <Ellipsis aria-hidden="true" strokeWidth={1.6} />
      </summary>
      <div className="absolute right-0 z-10 mt-1 grid min-w-48 rounded-2 border border-line bg-overlay p-1 shadow-overlay">
        {mayExport && (
          <a href={`/v1/customers/${id}/export`} download className={item}>
            <Download aria-hidden="true" strokeWidth={1.6} className="size-4 text-ink-faint" />
            {t('export')}
          </a>
        )}
        {mayErase && (
          <button
            type="button"
            onClick={() => {
              setErasing(true)
            }}
            className={item}
          >
            <Eraser aria-hidden="true" strokeWidth={1.6} className="size-4 text-ink-faint" />
            {t('open')}
          </button>
        )}
      </div>
      {isErasing && (
        <EraseDialog
          id={id}
          name={name}
          onClose={() => {
            setErasing(false)
          }}
        />
      )}
    </details>
  )
}

const item = 'flex h-8 items-center gap-2 rounded-1 px-2 text-left text-13 hover:bg-fill max-tablet:h-11'
