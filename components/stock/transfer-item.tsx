'use client'

import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import type { TransferAnswer } from '#contract/transfers.ts'
import type { TransferRow } from '#contract/views/transfers.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'
import { RejectForm } from './reject-form.tsx'
import { Route } from './route.tsx'
import { TransferFailure } from './transfer-failure.tsx'
import type { UnitsEntry } from './transfer-groups.ts'
import { readUnits } from './transfer-groups.ts'
import { acceptTransfer, changeTransfer } from './transfer-requests.ts'
import { useStockWords } from './use-stock-words.ts'
import { useTransferMoney } from './use-transfer-money.ts'

interface TransferItemProps {
  transfer: TransferRow
  /** What stands in its field, if somebody has touched it. */
  entered: string | undefined
  grey: boolean
  onEnter: (entered: string) => void
  onDecided: () => void
}

/**
 * One proposal. Other units are told first, and accepted once the view shows them, with what they cost and save: what is
 * accepted is always what stood there.
 */
export function TransferItem({ transfer, entered, grey, onEnter, onDecided }: TransferItemProps) {
  const t = useTranslations('stock.transfers')
  const { pending, failure, run } = useRequest<TransferAnswer>()
  const [isRejecting, setRejecting] = useState(false)
  const reject = useRef<HTMLButtonElement>(null)
  const { fromName: from, toName: to, maxUnits } = transfer
  const entry = readUnits(entered, transfer)
  const toggle = (): void => {
    setRejecting(!isRejecting)
    // Closed from its field, the form takes the focus with it.
    reject.current?.focus()
  }
  const change = async (): Promise<void> => {
    if (entry.is === 'changed' && !pending) await run(changeTransfer(transfer.id, entry.units))
  }
  const accept = async (): Promise<void> => {
    if (!pending && (await run(acceptTransfer(transfer.id))) !== null) onDecided()
  }
  return (
    <li className="border-b border-line py-2">
      <Form
        noValidate
        onSend={() => {
          void change()
        }}
        className="grid grid-cols-[auto_minmax(0,1fr)_minmax(0,1fr)_auto_auto] items-center gap-x-3 gap-y-2 @lg:grid-cols-[minmax(0,1fr)_3.25rem_3.5rem_3.75rem_auto_auto] @lg:gap-x-2"
      >
        <div className="col-span-full flex min-w-0 flex-wrap items-baseline justify-between gap-x-3 @lg:col-span-1 @lg:block">
          <Route transfer={transfer} />
          <Donor transfer={transfer} />
        </div>
        <UnitsField transfer={transfer} entered={entered} entry={entry} onEnter={onEnter} />
        <Amounts transfer={transfer} grey={grey} />
        <DecideButton transfer={transfer} entry={entry} pending={pending} onAccept={() => void accept()} />
        <Button
          ref={reject}
          size="small"
          variant="ghost"
          aria-expanded={isRejecting}
          aria-label={t('rejectOf', { from, to })}
          title={t('rejectWith')}
          className="w-6.5 px-0 max-tablet:size-11"
          onClick={toggle}
        >
          <X aria-hidden="true" strokeWidth={1.6} />
        </Button>
        {entry.is === 'wrong' && (
          <p role="alert" className="col-span-full text-12 text-bad">
            {t('unitsWrong', { max: maxUnits })}
          </p>
        )}
        <div className="col-span-full empty:hidden">
          <TransferFailure failure={failure} />
        </div>
      </Form>
      {isRejecting && <RejectForm transfer={transfer} onClose={toggle} onDecided={onDecided} />}
    </li>
  )
}

interface UnitsFieldProps extends Pick<TransferItemProps, 'transfer' | 'entered' | 'onEnter'> {
  entry: UnitsEntry
}

function UnitsField({ transfer: { fromName: from, toName: to, units }, entered, entry, onEnter }: UnitsFieldProps) {
  const t = useTranslations('stock.transfers')
  return (
    <input
      aria-label={t('unitsOf', { from, to })}
      aria-invalid={entry.is === 'wrong'}
      inputMode="numeric"
      autoComplete="off"
      value={entered ?? String(units)}
      onChange={({ target }) => {
        onEnter(target.value)
      }}
      className="h-6.5 w-13 rounded-2 border border-line-field bg-surface text-center font-strong text-ink aria-invalid:border-bad max-tablet:h-11 max-tablet:text-[1rem]"
    />
  )
}

function Amounts({ transfer, grey }: Pick<TransferItemProps, 'transfer' | 'grey'>) {
  const t = useTranslations('stock')
  const money = useTransferMoney(transfer.currency)
  const words = useStockWords()
  return (
    <>
      <span className={`text-right ${grey ? '' : 'text-ink-muted'}`}>
        <span className="sr-only">{t('transfers.cost')} </span>
        {money(transfer.costMinor)}
      </span>
      <span className={`text-right font-strong ${grey ? '' : 'text-good'}`}>
        <span className="sr-only">{t('transfers.saves')} </span>
        {words.stake(transfer.savesMinor, transfer.currency) ?? t('notKnown')}
      </span>
    </>
  )
}

interface DecideButtonProps {
  transfer: TransferRow
  entry: UnitsEntry
  pending: boolean
  onAccept: () => void
}

/** *Accept* what stands there; once something else has been entered, *Change*. */
function DecideButton({ transfer, entry, pending, onAccept }: DecideButtonProps) {
  const t = useTranslations('stock.transfers')
  const { units: count, fromName: from, toName: to } = transfer
  const isSame = entry.is === 'same'
  return (
    <Button
      type={isSame ? 'button' : 'submit'}
      // Another button: a second press of the one does not become a press of the other.
      key={entry.is}
      size="small"
      disabled={entry.is === 'wrong'}
      aria-disabled={pending}
      aria-label={isSame ? t('acceptOf', { count, from, to }) : undefined}
      className="max-tablet:h-11 max-tablet:text-13"
      onClick={isSame ? onAccept : undefined}
    >
      {t(isSame ? 'accept' : 'change')}
    </Button>
  )
}

function Donor({ transfer: { keeps, km } }: { transfer: TransferRow }) {
  const t = useTranslations('stock.transfers')
  const formats = useFormats()
  const words = useStockWords()
  const kept = t('keeps', { units: words.units(keeps) })
  return (
    <p className="text-12 text-ink-muted">
      {kept} · {km === null ? t('kmUnknown') : t('km', { km: formats.integer(km) })}
    </p>
  )
}
