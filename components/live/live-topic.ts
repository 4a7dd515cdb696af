import type { StageTimes } from '#contract/freshness.ts'
import type { Patch, Refused, SnapshotMessage } from '#contract/live.ts'
import { silenceLimitMs } from '#contract/live-timing.ts'
import type { Row, ViewSnapshot } from '#contract/view.ts'
import type { ConnectionPhase } from './connection-state.ts'
import { decodeMessage } from './decode-message.ts'
import type { Environment } from './environment.ts'
import type { Applied, Replica } from './replica.ts'
import { applyPatch, replicaOf } from './replica.ts'
import type { Standing, TopicEvent, TopicPhase } from './topic-machine.ts'
import { topicTransitions, viewPhases } from './topic-machine.ts'
import type { Line } from './transport.ts'
import type { AppliedSample, ViewState } from './view-state.ts'
import { viewOfSnapshot } from './view-of-snapshot.ts'

/** After an answer that cannot be used. */
const unusableRetryMs = 1000
const noRows: ReadonlyMap<string, Row> = new Map()

/** A patch or snapshot that was taken and is not on the screen yet. */
type Taken = Pick<AppliedSample, 'how' | 'position' | 'asOf'>

interface TopicContext {
  environment: Environment
  /** Epoch ms of the server; null before its clock was heard. */
  serverNow: () => number | null
  /** Rows were taken that the server read then, epoch ms of its clock. */
  onEmitted: (emittedAt: number) => void
  /** What is published may have to change. */
  onChange: () => void
}

/**
 * One topic: its subscription (topic-machine.ts), its replica, and the state that screens see, which is renewed only by
 * `publish`.
 */
export class LiveTopic {
  readonly topic: string
  readonly #context: TopicContext
  #phase: TopicPhase = 'waiting'
  #line: Line | null = null
  #replica: Replica | null = null
  #isSeed = false
  /** The last answer did not fit what is here. */
  #needsWhole = false
  #refusal: Refused | null = null
  /** The answer to this one counts, once; answers to earlier ones are void. */
  #request = 0
  #cancelDue = (): void => undefined
  #taken: Taken[] = []
  #published = viewOfSnapshot(undefined)

  constructor(topic: string, context: TopicContext) {
    this.topic = topic
    this.#context = context
  }

  get published(): ViewState<Row> {
    return this.#published
  }

  /** Shows what the server rendered, and continues from it, unless something is known already. */
  seed(initial: ViewSnapshot): void {
    if (this.#replica || this.#phase === 'refused') return
    this.#published = viewOfSnapshot(initial)
    this.#replica = { ...replicaOf(initial), rows: this.#published.rows }
    this.#isSeed = true
  }

  open(line: Line): void {
    this.#line = line
    this.#step('line-opened')
  }

  lose(): void {
    this.#line = null
    this.#request += 1
    this.#cancelDue()
    this.#step('line-lost')
  }

  /** Nobody watches any more. */
  close(): void {
    this.#cancelDue()
    this.#request += 1
    this.#line?.request('unsubscribe', JSON.stringify({ topic: this.topic }), () => undefined)
    this.#line = null
  }

  /** Something heard without having been asked for; null = it does not parse. */
  hear(message: Patch | SnapshotMessage | Refused | null): void {
    if (this.#phase !== 'joined') return
    if (message === null) return this.#step('gap')
    if (message.type === 'refused') return this.#refuse(message)
    this.#take(message)
  }

  /** Makes what was taken since the last time visible. @returns what that was. */
  publish(connection: ConnectionPhase): readonly Taken[] {
    const taken = this.#taken
    this.#taken = []
    const phase = viewPhases[this.#standing()][connection]
    const { rows = noRows, position = null, asOf = null } = this.#replica ?? {}
    const refusal = phase === 'refused' ? (this.#refusal ?? undefined) : undefined
    const isNew =
      asOf !== this.#published.asOf || position !== this.#published.position || rows !== this.#published.rows
    if (isNew || phase !== this.#published.phase || refusal !== this.#published.refusal) {
      const appliedAt = isNew ? this.#context.serverNow() : this.#published.appliedAt
      this.#published = { phase, rows, position, asOf, appliedAt, ...(refusal && { refusal }) }
    }
    return taken
  }

  #standing(): Standing {
    // While it is asked for again it is still what it was: a screen does not flicker.
    if (this.#replica === null) return this.#refusal === null ? 'none' : 'refused'
    if (this.#phase === 'refused' && this.#refusal?.retryMs === undefined) return 'refused'
    if (this.#phase === 'joined') return 'equal'
    return this.#isSeed && this.#isFresh(this.#replica) ? 'seeded' : 'behind'
  }

  /** A page that comes out of a cache brings old rows. */
  #isFresh({ asOf }: Replica): boolean {
    const now = this.#context.serverNow()
    return asOf === null || now === null || now - asOf.emittedAt < silenceLimitMs
  }

  #step(event: TopicEvent): void {
    const { phase, asks } = topicTransitions[this.#phase][event]
    this.#phase = phase
    if (asks) this.#ask()
    this.#context.onChange()
  }

  #ask(): void {
    const request = ++this.#request
    const known = this.#needsWhole ? null : this.#replica
    const has = known && { epoch: known.epoch, version: known.version }
    this.#line?.request('subscribe', JSON.stringify({ topic: this.topic, ...has }), (json) => {
      if (request !== this.#request) return
      this.#request += 1
      this.#onAnswer(json)
    })
    this.#askAgainAfter(silenceLimitMs)
  }

  #onAnswer(json: string): void {
    const answer = decodeMessage(json)
    switch (answer?.type) {
      case 'snapshot':
      case 'patch':
        return this.#take(answer)
      case 'refused':
        return this.#refuse(answer)
      case 'clock':
      case 'closing':
      case 'unknown':
      case undefined:
        return this.#onUnusable()
    }
  }

  #take(message: Patch | SnapshotMessage): void {
    const applied: Applied =
      message.type === 'patch'
        ? applyPatch(this.#replica, message)
        : { verdict: 'applied', replica: replicaOf(message, this.#replica) }
    if (applied.verdict === 'gap') return this.#phase === 'asking' ? this.#onUnusable() : this.#step('gap')
    if (applied.verdict === 'applied') this.#become(applied.replica)
    this.#needsWhole = false
    this.#refusal = null
    this.#cancelDue()
    this.#step('answered')
  }

  #become(replica: Replica): void {
    const previous = this.#replica
    if (replica.position !== previous?.position) {
      const hasNews = !isSameEvent(previous?.asOf ?? null, replica.asOf)
      this.#taken.push({
        how: this.#phase === 'joined' ? 'patch' : 'snapshot',
        position: replica.position,
        asOf: hasNews ? replica.asOf : null,
      })
    }
    this.#replica = replica
    this.#isSeed = false
    if (replica.asOf) this.#context.onEmitted(replica.asOf.emittedAt)
  }

  /** Asks for the whole view, in a while: whatever is wrong must not become a loop. */
  #onUnusable(): void {
    this.#needsWhole = true
    this.#askAgainAfter(unusableRetryMs)
    this.#step('gap')
  }

  #refuse(refusal: Refused): void {
    this.#refusal = refusal
    this.#request += 1
    this.#cancelDue()
    // What may not be seen any more, or is no more, goes; what only cannot be renewed at the moment stays.
    if (refusal.retryMs === undefined || refusal.code === 'unknown-view') this.#replica = null
    if (refusal.retryMs !== undefined) this.#askAgainAfter(refusal.retryMs)
    this.#step('refused')
  }

  #askAgainAfter(leastMs: number): void {
    this.#cancelDue()
    const delayMs = leastMs * (1 + this.#context.environment.random() / 2)
    this.#cancelDue = this.#context.environment.after(delayMs, () => this.#step('due'))
  }
}

function isSameEvent(a: StageTimes | null, b: StageTimes | null): boolean {
  return a?.receivedAt === b?.receivedAt && a?.occurredAt === b?.occurredAt
}
