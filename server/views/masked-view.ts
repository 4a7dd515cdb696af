import type { Sight } from '#contract/personal-data.ts'
import type { View } from './view.ts'

/** The view as a sight has it: itself, unless those who may not see personal data read it otherwise. */
export function viewForSight(view: View, sight: Sight): View {
  const { readMasked, name, permission, hasParameter, freshnessTargetSeconds, mode, refreshMs, reads } = view
  if (sight === 'clear' || readMasked === undefined) return view
  return {
    name,
    permission,
    hasParameter,
    freshnessTargetSeconds,
    mode,
    reads,
    readMasked,
    read: readMasked,
    ...(refreshMs !== undefined && { refreshMs }),
  }
}
