import type { DatabaseConfig, OutboxConfig, PollConfig, ReplicationConfig } from '#contract/database.ts'
import type { Capture, CaptureContext } from './capture.ts'

/** Everything that is done for one way of capturing. */
export interface CaptureMode<Config extends DatabaseConfig = DatabaseConfig> {
  capture: Capture<Config>
  /** What goes on while the source is paused, such as the watch over a slot that is still there; absent = nothing. */
  whilePaused?: Capture<Config>
  /** Takes away what could still grow in the company's database after it was given up; absent = nothing could. */
  whileGivenUp?(context: CaptureContext<Config>): Promise<void>
  /** Takes away what only the position knows of, before that is forgotten; absent = nothing. */
  beforeNewBeginning?(context: CaptureContext<Config>): Promise<void>
  /** Takes back out of the company's database what the capture has put there. */
  release(context: CaptureContext<Config>): Promise<void>
}

export interface CaptureModes {
  replication: CaptureMode<ReplicationConfig>
  outbox: CaptureMode<OutboxConfig>
  poll: CaptureMode<PollConfig>
}

/** A mode with its config: nobody who runs it needs to know which one it is. */
export interface BoundMode {
  capture(context: ContextOfAny): Promise<never>
  whilePaused?(context: ContextOfAny): Promise<never>
  whileGivenUp?(context: ContextOfAny): Promise<void>
  beforeNewBeginning?(context: ContextOfAny): Promise<void>
  release(context: ContextOfAny): Promise<void>
}

type ContextOfAny = Omit<CaptureContext, 'config'>

export function bindMode(modes: CaptureModes, config: DatabaseConfig): BoundMode {
  switch (config.capture) {
    case 'replication':
      return bind(modes.replication, config)
    case 'outbox':
      return bind(modes.outbox, config)
    case 'poll':
      return bind(modes.poll, config)
  }
}

function bind<Config extends DatabaseConfig>(mode: CaptureMode<Config>, config: Config): BoundMode {
  const { whilePaused } = mode
  return {
    capture: (context) => mode.capture({ ...context, config }),
    ...(whilePaused && { whilePaused: (context: ContextOfAny) => whilePaused({ ...context, config }) }),
    ...(mode.whileGivenUp && {
      whileGivenUp: async (context: ContextOfAny) => mode.whileGivenUp?.({ ...context, config }),
    }),
    ...(mode.beforeNewBeginning && {
      beforeNewBeginning: async (context: ContextOfAny) => mode.beforeNewBeginning?.({ ...context, config }),
    }),
    release: (context) => mode.release({ ...context, config }),
  }
}
