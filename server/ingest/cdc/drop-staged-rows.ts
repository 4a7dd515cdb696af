import type { Pool } from 'pg'

/** However many there are, every statement ends well before the pool gives it up. */
export const deletedAtOnce = 20_000

/**
 * Drops what is staged of a source whose epoch has just grown: that has outdated it, so it may take as many statements as it
 * needs. None of them touches what a later holder of the capture stages: such rows are written after it took the source up,
 * so a statement that sees them sees that, too. Resolves when none is left, or the signal ends it.
 */
export async function dropStagedRows(
  pool: Pool,
  { source, holder, signal }: { source: string; holder: string; signal?: AbortSignal | undefined },
): Promise<void> {
  while (!signal?.aborted) {
    const { rowCount } = await pool.query({
      name: 'drop-staged-rows',
      text: `delete from staged_rows where source = $1
        and ordinal in (select ordinal from staged_rows where source = $1 order by ordinal limit $3)
        and exists (select from captures where source = $1 and holder = $2)`,
      values: [source, holder, deletedAtOnce],
    })
    if (rowCount === 0) return
  }
}
