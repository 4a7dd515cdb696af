'use client'

import { useTranslations } from 'next-intl'
import { useId, useMemo, useRef } from 'react'
import type { TransferRow } from '#contract/views/transfers.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { passFocus } from '#components/ui/pass-focus.ts'
import { Route } from './route.tsx'
import { TransferFailure } from './transfer-failure.tsx'
import { groupTransfers } from './transfer-groups.ts'
import { TransferList } from './transfer-list.tsx'
import { useAcceptAll } from './use-accept-all.ts'

interface TransferPaneProps {
  transfers: readonly TransferRow[]
  /** A place is known to be out or at risk. */
  isNeeded: boolean
  now: number
  grey: boolean
}

/** What could be moved to where this SKU is missing, and what is on its way. */
export function TransferPane({ transfers, isNeeded, now, grey }: TransferPaneProps) {
  const t = useTranslations('stock.transfers')
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  const { proposed, accepted } = useMemo(() => groupTransfers(transfers), [transfers])
  const focusHeading = (): void => {
    heading.current?.focus()
  }
  const { pending, failure, acceptAll, forget } = useAcceptAll(proposed, (from) =>
    passFocus({ from, to: heading.current }),
  )
  return (
    <section aria-labelledby={id} className={`@container ${grey ? 'text-stale' : ''}`}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        {/* What was decided is no longer there to hold the focus. */}
        <h3 ref={heading} id={id} tabIndex={-1} className="font-strong">
          {t('title')}
        </h3>
        {proposed.length > 0 && <p className="text-12 text-ink-muted">{t('columns')}</p>}
      </div>
      {proposed.length === 0 ? (
        <p className="mt-2 text-ink-muted">{t(isNeeded ? 'none' : 'notNeeded')}</p>
      ) : (
        <TransferList
          transfers={proposed}
          grey={grey}
          pending={pending}
          onDecided={() => {
            forget()
            focusHeading()
          }}
          onAcceptAll={() => void acceptAll()}
        />
      )}
      <TransferFailure failure={failure} />
      {accepted.length > 0 && <OnTheirWay transfers={accepted} now={now} />}
    </section>
  )
}

function OnTheirWay({ transfers, now }: { transfers: readonly TransferRow[]; now: number }) {
  const t = useTranslations('stock.transfers')
  const formats = useFormats()
  return (
    <>
      <h4 className="mt-4 text-12 text-ink-muted">{t('onTheirWay')}</h4>
      <ul aria-label={t('onTheirWay')}>
        {transfers.map((transfer) => (
          <li key={transfer.id} className="flex items-center justify-between gap-4 border-b border-line py-2">
            <div className="min-w-0">
              <Route transfer={transfer} />
              <p className="text-12 text-ink-muted">
                {t('acceptedBy', {
                  name: transfer.decidedBy?.name ?? t('somebody'),
                  time: formats.since(transfer.decidedAt ?? transfer.proposedAt, now),
                })}
              </p>
            </div>
            <span className="whitespace-nowrap">{t('unitsComing', { count: transfer.units })}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
