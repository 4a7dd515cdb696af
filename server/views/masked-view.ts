import type { Sight } from '#contract/personal-data.ts'
import type { View, ViewReading } from './view.ts'

/** The view as a sight has it: itself, unless it has rows to mask for those who may not see personal data. */
export function viewForSight(view: View, sight: Sight): View {
  const { mask, name, permission, hasParameter, freshnessTargetSeconds, mode, refreshMs, reads } = view
  if (sight === 'clear' || mask === undefined) return view
  return {
    name,
    permission,
    hasParameter,
    freshnessTargetSeconds,
    mode,
    reads,
    mask,
    ...(refreshMs !== undefined && { refreshMs }),
    async read(topic): Promise<ViewReading | null> {
      const reading = await view.read(topic)
      if (reading === null) return null
      const rows = Object.entries(reading.rows).flatMap(([key, row]) => {
        const shown = mask(row, topic)
        return shown === null ? [] : [[key, shown] as const]
      })
      return { ...reading, rows: Object.fromEntries(rows) }
    },
  }
}
