import type { Latencies } from './latencies.ts'
import type { Worker } from './worker.ts'
import { startWorker } from './worker.ts'

export interface CopyPlan {
  events: number
  /** Rows between two commits. */
  perCommit: number
}

/** What PostgreSQL itself can do: a client in a process of its own that writes the same rows into the same tables. */
export interface PostgresBaseline {
  pid: number
  /** Makes the text of COPY beforehand. */
  prepareCopy(plan: CopyPlan): Promise<void>
  /** @returns seconds. */
  copy(): Promise<number>
  prepareInserts(count: number): Promise<void>
  /** One row, one commit, one connection, until time or prepared rows run out. */
  insert(seconds: number): Promise<Latencies>
  stop(): Promise<void>
}

export async function startPostgresBaseline(databaseUrl: string): Promise<PostgresBaseline> {
  const worker: Worker = await startWorker('postgres-baseline')
  await worker.call('connect', databaseUrl)
  return {
    pid: worker.pid,
    prepareCopy: (plan) => worker.call('prepareCopy', plan),
    copy: () => worker.call<number>('copy'),
    prepareInserts: (count) => worker.call('prepareInserts', count),
    insert: (seconds) => worker.call<Latencies>('insert', seconds),
    stop: () => worker.stop(),
  }
}
