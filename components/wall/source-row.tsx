'use client'

import { memo, useMemo } from 'react'
import type { WallSourceRow } from '#contract/views/wall.ts'
import { isGrey } from '#components/age-mark/age-of.ts'
import { Sparkline } from '#components/charts/sparkline.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { SourceAge, useSourceAge } from './source-age.tsx'
import { useSourceHow } from './use-source-how.ts'
import type { ViewAge } from './use-view-age.ts'

export const cell = 'h-9 border-b border-line px-2 whitespace-nowrap group-last:border-b-0 first:pl-0 last:pr-0'

/** The last of the 30 minutes is still running: drawn as a whole one it would always look like a fall. */
export function wholeMinutes(minutes: readonly number[]): readonly number[] {
  return minutes.slice(0, -1)
}

export const SourceRow = memo(function SourceRow({ source, viewAge }: { source: WallSourceRow; viewAge: ViewAge }) {
  const formats = useFormats()
  const how = useSourceHow()
  const age = useSourceAge(source, viewAge)
  const minutes = useMemo(() => wholeMinutes(source.minutes), [source.minutes])
  const grey = isGrey(age.state)
  const quiet = grey ? 'text-stale' : 'text-ink-muted'
  return (
    <tr data-grey={grey} className={`group ${grey ? 'text-stale' : ''}`}>
      <th scope="row" className={`${cell} text-left font-strong`}>
        <span title={source.source} className="block max-w-44 truncate wide:max-w-32">
          {source.source}
        </span>
      </th>
      <td className={`${cell} ${quiet} hidden wide:table-cell`}>{how(source)}</td>
      <td className={`${cell} text-right`}>{formats.integer(source.today)}</td>
      <td className={`${cell} text-right ${grey ? '' : 'font-number'}`}>{formats.rate(source.lastMinute / 60)}</td>
      <td className={`${cell} hidden pl-5 wide:table-cell`}>
        <Sparkline values={minutes} />
      </td>
      <td className={`${cell} ${quiet} hidden text-right wide:table-cell`}>
        {source.lastReceivedAt === null ? '' : formats.tenth(source.lastReceivedAt)}
      </td>
      <td className={`${cell} text-right text-12`}>
        <SourceAge source={source} age={age} now={viewAge.now} />
      </td>
    </tr>
  )
})
