import type { CaptureMode } from '#contract/database.ts'

/** How the database works out a column's value: when the row is written, or whenever it is read; null = it is told. */
export type Generated = 'stored' | 'virtual' | null

/**
 * A row that is there shows all of its columns, a change that is captured does not: before version 18 the write-ahead log is
 * decoded without generated columns, and of virtual ones neither it nor a trigger ever sees a value.
 *
 * @param version such as 180004.
 * @returns why changes carry no value of such a column, in words that follow its name; undefined when they do.
 */
export function whyUnsent(
  generated: Generated,
  { capture, version }: { capture: CaptureMode; version: number },
): string | undefined {
  if (generated === null || capture === 'poll') return undefined
  if (generated === 'virtual') {
    return 'is a virtual generated column: it has no value in what changes, only when it is read; read the columns that it is made of'
  }
  if (capture === 'outbox' || version >= 180_000) return undefined
  return 'is a generated column, and PostgreSQL sends those from version 18 on only; read the columns that it is made of, or take the outbox'
}
