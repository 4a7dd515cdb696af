'use client'

import { useTranslations } from 'next-intl'
import { memo } from 'react'
import type { WallOwnRow } from '#contract/views/wall.ts'
import { Sparkline } from '#components/charts/sparkline.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { cell, wholeMinutes } from './source-row.tsx'

/** What Vigie itself has said today, below the sources: with it they add up to the total. It is never late, and has no age. */
export const OwnRow = memo(function OwnRow({ own, grey }: { own: WallOwnRow; grey: boolean }) {
  const t = useTranslations('wall')
  const formats = useFormats()
  const quiet = grey ? 'text-stale' : 'text-ink-muted'
  return (
    <tr data-grey={grey} className={`group ${grey ? 'text-stale' : ''}`}>
      <th scope="row" className={`${cell} text-left font-strong`}>
        <span title={t('how.own')}>{t('own')}</span>
        <span className="sr-only wide:hidden">, {t('how.own')}</span>
      </th>
      <td className={`${cell} ${quiet} hidden wide:table-cell`}>{t('how.own')}</td>
      <td className={`${cell} text-right`}>{formats.integer(own.today)}</td>
      <td className={`${cell} text-right ${grey ? '' : 'font-number'}`}>{formats.rate(own.lastMinute / 60)}</td>
      <td className={`${cell} hidden pl-5 wide:table-cell`}>
        <Sparkline values={wholeMinutes(own.minutes)} />
      </td>
      <td className={`${cell} ${quiet} hidden text-right wide:table-cell`}>
        {own.lastReceivedAt === null ? '' : formats.tenth(own.lastReceivedAt)}
      </td>
      <td className={`${cell} text-right text-12 text-ink-faint`}>–</td>
    </tr>
  )
})
