import type { StageTimes } from '#contract/freshness.ts'
import type { Patch } from '#contract/live.ts'
import type { Row, ViewSnapshot } from '#contract/view.ts'

/** A view as this browser has it. Values, never changed. */
export interface Replica {
  epoch: string
  version: number
  position: string
  rows: ReadonlyMap<string, Row>
  asOf: StageTimes | null
}

export type Applied = { verdict: 'applied'; replica: Replica } | { verdict: 'known' } | { verdict: 'gap' }

/** Takes a patch if it continues what is there (L4): all of it, or nothing. */
export function applyPatch(replica: Replica | null, patch: Patch): Applied {
  if (replica === null || patch.epoch !== replica.epoch) return { verdict: 'gap' }
  if (patch.from !== replica.version) return { verdict: patch.to <= replica.version ? 'known' : 'gap' }
  const { epoch, to: version, position, asOf } = patch
  return { verdict: 'applied', replica: { epoch, version, position, asOf, rows: applyRows(replica.rows, patch) } }
}

function applyRows(rows: ReadonlyMap<string, Row>, { set, del }: Patch): ReadonlyMap<string, Row> {
  const changed = Object.entries(set)
  if (changed.length === 0 && del.length === 0) return rows
  const result = new Map(rows)
  for (const key of del) result.delete(key)
  for (const [key, row] of changed) result.set(key, row)
  return result
}

/** Takes a whole view; rows equal to those that were there keep their identity, so that nothing renders for them. */
export function replicaOf(snapshot: ViewSnapshot, previous: Replica | null = null): Replica {
  const { epoch, version, position, asOf } = snapshot
  const rows = new Map(
    Object.entries(snapshot.rows).map(([key, row]) => {
      const known = previous?.rows.get(key)
      return [key, known && JSON.stringify(known) === JSON.stringify(row) ? known : row]
    }),
  )
  return { epoch, version, position, asOf, rows }
}
