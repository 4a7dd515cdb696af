'use client'

import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { WhyRow } from '#contract/why.ts'
import { useFormats } from '#components/format/use-formats.ts'
import type { WaterfallRow } from './waterfall.ts'
import { waterfall } from './waterfall.ts'
import { WhyFacts } from './why-facts.tsx'

interface WhyItSellsProps {
  /** Absent while no week before is known. */
  why: WhyRow | undefined
  currency: string | null
  now: number
  grey: boolean
}

/** What is usual, what changed it and by how much, and what happened meanwhile. */
export function WhyItSells({ why, currency, now, grey }: WhyItSellsProps) {
  const t = useTranslations('stock.why')
  const formats = useFormats()
  const id = useId()
  return (
    <section aria-labelledby={id} className={grey ? 'text-stale' : ''}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 id={id} className="font-strong">
          {t('title')}
        </h3>
        {why !== undefined && (
          <p className="text-12 text-ink-muted">{t('compared', { time: formats.minute(why.until) })}</p>
        )}
      </div>
      {why === undefined ? (
        <p className="mt-2 text-ink-muted">{t('tooLittle')}</p>
      ) : (
        <>
          <Waterfall why={why} grey={grey} />
          <WhyFacts facts={why.facts} currency={currency} now={now} />
        </>
      )}
    </section>
  )
}

function Waterfall({ why, grey }: { why: WhyRow; grey: boolean }) {
  const t = useTranslations('stock.why')
  if (Math.round(why.before) === 0 && Math.round(why.now) === 0)
    return <p className="mt-2 text-ink-muted">{t('nothing')}</p>
  return (
    <>
      <ol className="mt-2">
        {waterfall(why).map((row) => (
          <Step key={row.step} row={row} grey={grey} />
        ))}
      </ol>
      {why.parts === null && <p className="mt-2 text-12/4.75 text-ink-muted">{t('uncounted')}</p>}
    </>
  )
}

function Step({ row, grey }: { row: WaterfallRow; grey: boolean }) {
  const t = useTranslations('stock.why.steps')
  const formats = useFormats()
  const { step, units, from, to } = row
  const isTotal = step === 'usual' || step === 'today'
  const left = `${(Math.min(from, to) * 100).toFixed(2)}%`
  const width = `${(Math.abs(to - from) * 100).toFixed(2)}%`
  return (
    <li
      className={`grid h-6 grid-cols-[8.25rem_minmax(0,1fr)_2.75rem] items-center gap-3 ${isTotal ? 'font-strong' : ''}`}
    >
      <span className="truncate">{t(step)}</span>
      <span aria-hidden="true" className="relative h-2.5">
        {units !== 0 && (
          <i
            className={`absolute inset-y-0 rounded-[1px] transition-[left,width] duration-(--d-move) ease-change ${barOf(row, grey)}`}
            style={{ left, width }}
          />
        )}
        {step !== 'today' && (
          <i className="absolute top-0 h-6 w-px bg-line-strong" style={{ left: `${(to * 100).toFixed(2)}%` }} />
        )}
      </span>
      <span className="text-right font-strong">{isTotal ? formats.integer(units) : formats.change(units)}</span>
    </li>
  )
}

/** What nobody can explain is hollow. */
function barOf({ step, units }: WaterfallRow, grey: boolean): string {
  if (step === 'unexplained') return 'border border-stale'
  if (step === 'usual' || step === 'today') return 'bg-chart-bar'
  if (grey) return 'bg-stale'
  return units > 0 ? 'bg-accent' : 'bg-ink-faint'
}
