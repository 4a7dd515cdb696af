import pino from 'pino'
import type { Down, Subscribed } from '#contract/live.ts'
import { downSchema, subscribedSchema } from '#contract/live.ts'
import type { Role } from '#contract/role-names.ts'
import type { Viewer } from '#contract/role.ts'
import type { EncodedMessage } from '../live/encoded-message.ts'
import { LiveSessions } from '../live/live-sessions.ts'
import type { Session, Wire } from '../live/session.ts'
import { Telemetry } from '../runtime/telemetry.ts'
import { ManualTime, settle } from './manual-time.ts'
import type { MemoryViewOptions } from './memory-view.ts'
import { MemoryView } from './memory-view.ts'

/** A client's end: takes messages as long as it is told to. */
export class TestWire implements Wire {
  drained = true
  isConnected = true
  readonly written: EncodedMessage[] = []

  isDrained(): boolean {
    return this.drained
  }

  write(message: EncodedMessage): void {
    this.written.push(message)
  }

  disconnect(): void {
    this.isConnected = false
  }

  heard(type: Down['type']): Down[] {
    return this.written.map(({ json }) => downSchema.parse(JSON.parse(json))).filter((message) => message.type === type)
  }
}

export function viewerWith(...roles: Role[]): Viewer {
  return { id: 'ada', name: 'Ada', kind: 'person', roles }
}

/** The server's side of the protocol over one view in memory, on a time turned by hand. */
export function liveSessions({ refreshMs, mask }: Pick<MemoryViewOptions, 'refreshMs' | 'mask'> = {}) {
  const time = new ManualTime()
  const telemetry = new Telemetry()
  const view = new MemoryView({
    permission: 'read:events',
    ...(refreshMs !== undefined && { refreshMs }),
    ...(mask !== undefined && { mask }),
  })
  view.change({ total: { n: 0 } })
  const sessions = new LiveSessions({
    views: { find: (topic) => (topic.startsWith('wall') ? view : undefined) },
    telemetry,
    clock: time,
    timers: time,
    logger: pino({ level: 'silent' }),
    newEpoch: () => `epoch-${time.now()}`,
  })
  sessions.start()
  const connect = (viewer = viewerWith('data')) => {
    const wire = new TestWire()
    return { wire, session: sessions.connect(wire, viewer) }
  }
  const request = async (session: Session, event: string, payload: unknown): Promise<string[]> => {
    const answers: string[] = []
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
    sessions.receive(session, { event, payload: text, answer: (json) => answers.push(json) })
    await settle()
    return answers
  }
  const subscribe = async (session: Session, payload: object): Promise<Subscribed> => {
    const [answer] = await request(session, 'subscribe', payload)
    return subscribedSchema.parse(JSON.parse(answer ?? 'null'))
  }
  const change = (n: number) => {
    view.change({ total: { n } })
    telemetry.emit('projection.applied', {
      projection: 'counters',
      position: view.position,
      events: 1,
      touched: ['wall'],
      newest: { source: 'shop', occurredAt: 1, receivedAt: 2, storedAt: 3, projectedAt: 4 },
      durationMs: 0,
    })
  }
  return { time, telemetry, view, sessions, connect, request, subscribe, change }
}
