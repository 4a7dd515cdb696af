import type { Pool } from 'pg'
import type { VapidKeys } from './actions/notifications/push/vapid.ts'
import { SilenceWatch } from './actions/silence-watch.ts'
import type { EventServerConfig } from './event-server.ts'
import type { SecretBox } from './ingest/secrets.ts'
import type { EventLog } from './log/log.ts'
import { notificationWatches } from './notifications.ts'
import { readSourceSilence, silenceId } from './projections/source-silence.ts'
import type { BusinessTime } from './runtime/business-time.ts'
import type { Clock } from './runtime/clock.ts'
import type { Logger } from './runtime/logger.ts'
import type { Telemetry } from './runtime/telemetry.ts'
import { transferWatch, transferWebhook } from './transfers.ts'

interface ActionOptions extends Pick<EventServerConfig, 'demo' | 'mail' | 'publicUrl' | 'pushHosts'> {
  pushKeys: VapidKeys
  pool: Pool
  log: EventLog
  box: SecretBox
  time: BusinessTime
  telemetry: Telemetry
  clock: Clock
  logger: Logger
}

/** Everything that tells somebody of what is in the log. */
export function startActions(stack: AsyncDisposableStack, options: ActionOptions): void {
  startSilenceWatch(stack, options)
  startTransfers(stack, options)
  startNotifications(stack, options)
}

function startSilenceWatch(stack: AsyncDisposableStack, options: ActionOptions): void {
  const { pool, log } = options
  const watch = new SilenceWatch({
    ...options,
    read: () => readSourceSilence(pool),
    append: (events) => log.append(events),
    idOf: silenceId,
  })
  stack.defer(() => watch.stop())
  watch.start()
}

function startTransfers(stack: AsyncDisposableStack, options: ActionOptions): void {
  for (const action of [transferWatch(options), transferWebhook(options)]) {
    stack.defer(() => action.stop())
    action.start()
  }
}

function startNotifications(stack: AsyncDisposableStack, options: ActionOptions): void {
  for (const watch of notificationWatches(options)) {
    stack.defer(() => watch.stop())
    watch.start()
  }
}
