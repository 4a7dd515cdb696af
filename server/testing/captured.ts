import type { CaptureState } from '#contract/capture-state.ts'
import type { CaptureMemory, ChangeSink } from '../ingest/cdc/capture.ts'
import type { RowChange } from '../ingest/cdc/row-change.ts'

/** What a capture remembers, over as many runs of it as a test makes. */
export class RememberedCapture implements CaptureMemory {
  epoch = 1
  position: unknown = null
  state: CaptureState = {
    capture: 'replication',
    phase: 'waiting',
    problem: null,
    snapshot: null,
    asOf: null,
    lastChangeAt: null,
    canary: null,
    wal: null,
    gaps: [],
  }
  /** Runs before something is remembered; what it throws fails it. */
  beforeRemember: () => void = () => undefined
  readonly #watchers = new Set<() => void>()

  async remember(position: unknown, _how?: { durable: boolean }): Promise<void> {
    this.beforeRemember()
    // As it comes back from JSON.
    this.position = JSON.parse(JSON.stringify(position))
    this.#tell()
  }

  async beginAnew(): Promise<void> {
    this.epoch += 1
    this.position = null
    this.#tell()
  }

  report(change: Partial<CaptureState>): void {
    Object.assign(this.state, change)
    this.#tell()
  }

  reportProblem(problem: Parameters<CaptureMemory['reportProblem']>[0]): void {
    this.state.problem = problem && { ...problem, since: Date.now() }
    this.#tell()
  }

  /** Resolves when it is so, after whatever report. */
  async when(condition: (memory: this) => boolean): Promise<void> {
    if (condition(this)) return
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!condition(this)) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
    })
  }

  #tell(): void {
    for (const look of this.#watchers) look()
  }
}

/** A log that drops repeats by their id, as ours does. */
export class ChangeLog implements ChangeSink {
  readonly changes: RowChange[] = []
  readonly canaries: { id: string; sentAt: number }[] = []
  /** How many were handed over that were there already. */
  repeats = 0
  /** Whether the last call ended a transaction. */
  endsTransaction = true
  /** Runs before a call is stored; what it throws fails the call. */
  beforeStore: (changes: readonly RowChange[]) => void | Promise<void> = () => undefined
  readonly #ids = new Set<string>()
  readonly #watchers = new Set<() => void>()

  async store(changes: readonly RowChange[], { endsTransaction }: { endsTransaction: boolean }): Promise<void> {
    this.endsTransaction = endsTransaction
    await this.beforeStore(changes)
    for (const change of changes) {
      if (this.#ids.has(change.id)) this.repeats += 1
      else this.changes.push(change)
      this.#ids.add(change.id)
    }
    for (const look of this.#watchers) look()
  }

  async storeCanary(canary: { id: string; sentAt: number }): Promise<void> {
    this.canaries.push(canary)
    for (const look of this.#watchers) look()
  }

  /** Resolves when it is so, after whatever is stored. */
  async when(condition: (log: this) => boolean): Promise<void> {
    if (condition(this)) return
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!condition(this)) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
    })
  }
}
