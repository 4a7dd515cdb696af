import type { WallSourceRow } from '#contract/views/wall.ts'
import { isFine } from '#components/age-mark/age-of.ts'
import { knownUntil, sourceAgeOf } from '#components/wall/source-age-of.ts'
import type { ViewAge } from '#components/wall/use-view-age.ts'

export interface RankedSource {
  source: WallSourceRow
  /** What must be seen first: what was heard and is heard no more, then what was never heard, then what is fine. */
  urgency: 0 | 1 | 2
}

/** The most urgent first, else in the order they are given in. */
export function rankSources(sources: readonly WallSourceRow[], viewAge: ViewAge): RankedSource[] {
  return sources
    .map((source) => ({ source, urgency: urgencyOf(source, viewAge) }))
    .toSorted((a, b) => a.urgency - b.urgency)
}

function urgencyOf(source: WallSourceRow, viewAge: ViewAge): RankedSource['urgency'] {
  const { state } = sourceAgeOf(source, knownUntil(source), viewAge)
  if (state === 'none') return 1
  return isFine(state) ? 2 : 0
}

/** While the line of the screen itself is lost nobody knows of any, and the mark beside the number says so. */
export function countTroubled(sources: readonly RankedSource[], { grey }: ViewAge): number {
  return grey ? 0 : sources.filter(({ urgency }) => urgency === 0).length
}
