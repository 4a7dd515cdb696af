'use client'

import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'
import type { TransferRow } from '#contract/views/transfers.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { Route } from './route.tsx'
import { skuHref } from './stock-address.ts'
import { useLedgerWords } from './use-ledger-words.ts'

const columns = ['when', 'what', 'fromTo', 'units', 'cost', 'expected', 'saved', 'decided', 'reason'] as const
const amounts: ReadonlySet<string> = new Set(['units', 'cost', 'expected', 'saved'])

export function LedgerTable({ transfers, now }: { transfers: readonly TransferRow[]; now: number }) {
  const t = useTranslations('stock.ledger')
  return (
    <table className="w-full border-collapse max-side:hidden">
      <caption className="sr-only">{t('title')}</caption>
      <thead className="text-12 text-ink-muted">
        <tr className="border-b border-line">
          {columns.map((column) => (
            <th
              key={column}
              scope="col"
              className={`h-8 px-2 font-text whitespace-nowrap first:pl-0 last:pr-0 ${amounts.has(column) ? 'text-right' : 'text-left'}`}
            >
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {transfers.map((transfer) => (
          <Line key={transfer.id} transfer={transfer} now={now} />
        ))}
      </tbody>
    </table>
  )
}

interface LineProps {
  transfer: TransferRow
  now: number
}

const amount = 'px-2 text-right whitespace-nowrap'

function Line({ transfer, now }: LineProps) {
  const formats = useFormats()
  const words = useLedgerWords(transfer, now)
  return (
    <tr className="h-9 border-b border-line">
      <td className="pr-2 whitespace-nowrap">{words.when}</td>
      <th scope="row" className="max-w-56 truncate px-2 text-left font-text">
        <Sku transfer={transfer} />
      </th>
      <td className="px-2 py-1.5">
        <Route transfer={transfer} />
      </td>
      <td className={`${amount} font-strong`}>{formats.integer(transfer.units)}</td>
      <td className={amount}>{words.cost}</td>
      <td className={amount}>{words.expected}</td>
      <td className={amount}>
        <Saved transfer={transfer} saved={words.saved} />
      </td>
      <td className="px-2">{words.decided}</td>
      <td className="max-w-64 pl-2 wrap-anywhere">{words.reason}</td>
    </tr>
  )
}

/** A line of the ledger where there is no room for a table. */
export function LedgerCard({ transfer, now }: LineProps) {
  const t = useTranslations('stock.ledger')
  const formats = useFormats()
  const words = useLedgerWords(transfer, now)
  const facts = [
    ['units', formats.integer(transfer.units)],
    ['cost', words.cost],
    ['expected', words.expected],
    ...(words.saved === null
      ? []
      : [['saved', <Saved key="saved" transfer={transfer} saved={words.saved} />] as const]),
  ] as const
  return (
    <li className="grid gap-1 border-b border-line py-3">
      <p className="flex items-baseline justify-between gap-3 text-12 text-ink-muted">
        <span>{words.decided}</span>
        <span className="whitespace-nowrap">{words.when}</span>
      </p>
      <Sku transfer={transfer} />
      <Route transfer={transfer} />
      <dl className="mt-1 grid grid-cols-2 gap-x-4 gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-2">
            <dt className="text-ink-muted">{t(name)}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
      {words.reason !== null && <p className="wrap-anywhere text-ink-muted">{words.reason}</p>}
    </li>
  )
}

function Sku({ transfer: { sku, title } }: { transfer: TransferRow }) {
  return (
    <Link
      href={skuHref(sku)}
      title={title}
      className="truncate rounded-2 font-control text-accent hover:underline max-tablet:inline-flex max-tablet:min-h-11 max-tablet:items-center"
    >
      {title}
    </Link>
  )
}

/** Green only where it saved something. */
function Saved({ transfer: { savedMinor }, saved }: { transfer: TransferRow; saved: string | null }) {
  if (saved === null) return null
  if (savedMinor === null) return <span className="text-ink-muted">{saved}</span>
  return <span className={savedMinor > 0 ? 'font-strong text-good' : ''}>{saved}</span>
}
