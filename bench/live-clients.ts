import type { Latencies } from './latencies.ts'
import type { Worker } from './worker.ts'
import { startWorker } from './worker.ts'

export interface ConnectPlan {
  port: number
  clients: number
  /** `live` speaks the live protocol and subscribes to the wall; `plain` is a WebSocket that only listens. */
  protocol: 'live' | 'plain'
}

/** What has arrived since the last count, of all clients together. */
export interface Received {
  /** Patches of the live protocol; every message of a plain socket. */
  patches: number
  /** Clocks and whatever else there is. */
  others: number
  bytes: number
}

export interface ProbePlan {
  port: number
  key: Uint8Array
  count: number
  /** Mean distance of two probes; they come at random. */
  everyMs: number
}

export interface EchoPlan {
  port: number
  count: number
}

/** Dashboards, thousands in one process of their own. */
export interface LiveClients {
  /** Resolves when all are connected, and subscribed if they speak the live protocol. */
  connect(plan: ConnectPlan): Promise<void>
  disconnect(): Promise<void>
  /** Counts from zero again. */
  count(): Promise<Received>
  /** Sends single events through the door, and waits until a dashboard has the frame that includes each. */
  probe(plan: ProbePlan): Promise<Latencies>
  /** Round trips of one short message over a plain WebSocket, one after the other. */
  echo(plan: EchoPlan): Promise<Latencies>
  stop(): Promise<void>
}

export async function startLiveClients(): Promise<LiveClients> {
  const worker: Worker = await startWorker('live-clients')
  return {
    connect: (plan) => worker.call('connect', plan),
    disconnect: () => worker.call('disconnect'),
    count: () => worker.call<Received>('count'),
    probe: (plan) => worker.call<Latencies>('probe', plan),
    echo: (plan) => worker.call<Latencies>('echo', plan),
    stop: () => worker.stop(),
  }
}
