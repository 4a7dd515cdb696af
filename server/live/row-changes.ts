import { isDeepStrictEqual } from 'node:util'
import type { Row } from '#contract/view.ts'

/** A Map and not an object: a key comes from outside, and `__proto__` is one. */
export type Rows = ReadonlyMap<string, Row>

/** From one state of a view to another: rows of `set` replace or join, keys of `del` leave. No key is in both. */
export interface RowChanges {
  set: Rows
  del: ReadonlySet<string>
}

/** @returns the smallest changes that turn `previous` into `next`. */
export function diffRows({ previous, next }: { previous: Rows; next: Rows }): RowChanges {
  const set = new Map<string, Row>()
  const del = new Set<string>()
  for (const [key, row] of next) {
    if (!isDeepStrictEqual(previous.get(key), row)) set.set(key, row)
  }
  for (const key of previous.keys()) {
    if (!next.has(key)) del.add(key)
  }
  return { set, del }
}

/** @returns changes that do at once what the given ones do one after the other. */
export function mergeChanges(steps: Iterable<RowChanges>): RowChanges {
  const set = new Map<string, Row>()
  const del = new Set<string>()
  for (const step of steps) {
    for (const key of step.del) {
      set.delete(key)
      del.add(key)
    }
    for (const [key, row] of step.set) {
      del.delete(key)
      set.set(key, row)
    }
  }
  return { set, del }
}

export function applyChanges(rows: Rows, { set, del }: RowChanges): Map<string, Row> {
  const result = new Map(rows)
  for (const key of del) result.delete(key)
  for (const [key, row] of set) result.set(key, row)
  return result
}

export function isNoChange({ set, del }: RowChanges): boolean {
  return set.size === 0 && del.size === 0
}
