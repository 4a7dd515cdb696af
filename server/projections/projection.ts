import type { PoolClient } from 'pg'
import type { EventType, StoredEvent } from '#contract/event.ts'

/** The transaction in which a batch's changes and the projection's checkpoint commit together. */
export type Tx = Pick<PoolClient, 'query'>

/** Topics whose view may have changed; the name of a view stands for all its topics. */
export type Touched = readonly string[]

/**
 * A fold of the log into tables. What holds for every projection, and is tested for every one:
 * any split of the same events into batches gives the same tables; rebuild = incremental; a redelivered prefix
 * changes nothing (the checkpoint moves in the same transaction); late and out-of-order events land where they belong.
 *
 * `apply` must not remember anything outside the transaction that the tables do not confirm when it is asked for again:
 * when it is rolled back the batch comes again, and another process may have applied others.
 */
export interface Projection {
  readonly name: string
  readonly consumes: readonly EventType[] | 'all'
  /**
   * While the log is busy, batches begin at least this far apart: what a batch costs beside its events is paid so much less
   * often. Absent: 100, as far apart as a screen is told of changes.
   */
  readonly minIntervalMs?: number
  /**
   * The settings that its tables are made with, as text. When a start finds them made with others, they are emptied and the
   * log is folded again; who began with the former ones folds no further. What comes behind `; ` is read anew for each batch,
   * so it may change under a fold that goes on. Absent: the log alone decides.
   */
  readonly madeWith?: string
  /**
   * `apply` finds every row by an index. A statement planned while its table was as good as empty, as after a reset, would go
   * on reading all of it until PostgreSQL next takes statistics, however much has been folded meanwhile: such a plan is not
   * allowed then. Many rows are looked up by a lateral query with `offset 0`, which PostgreSQL does not turn into a join that
   * reads a whole index instead.
   */
  readonly readsByIndex?: boolean
  apply(events: readonly StoredEvent[], tx: Tx): Promise<Touched>
  reset(tx: Tx): Promise<void>
}
