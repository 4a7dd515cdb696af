'use client'

import type { ViewSnapshot } from '#contract/view.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { perSecond } from './seconds-window.ts'
import { useSeconds } from './use-seconds.ts'
import type { ViewAge } from './use-view-age.ts'

/** Records per second, over the last minute. */
export function Rate({ viewAge, initial }: { viewAge: ViewAge; initial: ViewSnapshot | undefined }) {
  return useFormats().rate(perSecond(useSeconds(initial, viewAge.trueAt)))
}
