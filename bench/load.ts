import type { Latencies } from './latencies.ts'
import type { SignedRequests } from './sample-events.ts'
import type { Worker } from './worker.ts'
import { startWorker } from './worker.ts'

export interface ClosedLoop {
  port: number
  connections: number
  /** It ends then, or when the prepared requests are used up. */
  seconds: number
  expectedStatus: number
}

export interface OpenLoop extends ClosedLoop {
  perSecond: number
}

export interface LoadResult {
  answered: number
  seconds: number
  perSecond: number
  latencies: Latencies
  /** Open loop: the most by which the generator itself was behind its schedule. */
  generatorLateMs?: number
}

/** The load generator, in a process of its own. */
export interface Load {
  /** @returns the mean size of a request in bytes. */
  prepare(requests: SignedRequests): Promise<number>
  closedLoop(plan: ClosedLoop): Promise<LoadResult>
  openLoop(plan: OpenLoop): Promise<LoadResult>
  stop(): Promise<void>
}

export async function startLoad(): Promise<Load> {
  const worker: Worker = await startWorker('http-load')
  return {
    prepare: (requests) => worker.call<number>('prepare', requests),
    closedLoop: (plan) => worker.call<LoadResult>('closedLoop', plan),
    openLoop: (plan) => worker.call<LoadResult>('openLoop', plan),
    stop: () => worker.stop(),
  }
}
