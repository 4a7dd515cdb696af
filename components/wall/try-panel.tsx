'use client'

import { Send } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { memo } from 'react'
import { TryResult } from '#components/journey/try-result.tsx'
import { useTry } from '#components/journey/use-try.ts'
import type { Qr } from '#components/qr/qr-code.tsx'
import { QrCode } from '#components/qr/qr-code.tsx'
import { Button } from '#components/ui/button.tsx'

/** *Try it*: one real event through the real door, and its way back in milliseconds. */
export const TryPanel = memo(function TryPanel({ qr }: { qr: Qr | null }) {
  const t = useTranslations('try')
  const { state, reach, press } = useTry()
  return (
    <section
      aria-labelledby="try-it"
      className="mt-5 border-y border-line p-4 side:mt-0 side:border-t-0 tablet:px-6 tablet:py-5"
    >
      <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-5 gap-y-2">
        <div className={`grid content-start gap-2 ${qr === null ? 'col-span-2' : ''}`}>
          <h2 id="try-it" className="font-strong">
            {t('title')}
          </h2>
          <p className="text-ink-muted">
            {qr === null
              ? t('lead')
              : t.rich('leadWithPhone', { wide: (text) => <span className="hidden tablet:inline">{text}</span> })}
          </p>
        </div>
        {qr !== null && <QrCode qr={qr} className="hidden size-26 rounded-2 tablet:block desk:row-span-2" />}
        <Button
          variant="primary"
          onPointerEnter={reach}
          onFocus={reach}
          onClick={press}
          isBusy={state.phase === 'sending'}
          className={`col-span-2 max-tablet:h-11 max-tablet:text-15 tablet:justify-self-start ${qr === null ? '' : 'desk:col-span-1 desk:self-end'}`}
        >
          <Send aria-hidden="true" strokeWidth={1.6} />
          {t('send')}
        </Button>
      </div>
      {qr === null && (
        <p className="mt-3 hidden text-12 text-ink-faint tablet:block">
          {t.rich('phonesCanJoin', { code: (text) => <code className="whitespace-nowrap font-mono">{text}</code> })}
        </p>
      )}
      <TryResult state={state} />
    </section>
  )
})
