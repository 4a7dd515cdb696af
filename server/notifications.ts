import type { Pool } from 'pg'
import { NotificationWatch } from './actions/notifications/notification-watch.ts'
import { PushService } from './actions/notifications/push/push-service.ts'
import type { VapidKeys } from './actions/notifications/push/vapid.ts'
import { ReminderWatch } from './actions/notifications/reminder-watch.ts'
import { SilenceNoticeWatch } from './actions/notifications/silence-notice-watch.ts'
import { smtpServer } from './actions/notifications/smtp.ts'
import type { SecretBox } from './ingest/secrets.ts'
import { readComingMeetings } from './projections/coming-meetings.ts'
import { FoldPresence } from './projections/fold-presence.ts'
import { readSourceSilence, silenceId } from './projections/source-silence.ts'
import { readOpenCrossings } from './projections/stock-crossings.ts'
import type { Clock } from './runtime/clock.ts'
import type { Logger } from './runtime/logger.ts'
import type { Telemetry } from './runtime/telemetry.ts'

interface NotificationOptions {
  pool: Pool
  box: SecretBox
  /** Whether this is a demonstration, whose personas are somebody. */
  demo: boolean
  /** Absent or null = nobody is told by e-mail. */
  mail?: { smtpUrl: string; from: string } | null | undefined
  pushKeys: VapidKeys
  pushHosts?: readonly string[] | undefined
  publicUrl: string | null
  telemetry: Telemetry
  clock: Clock
  logger: Logger
}

/** Composes what tells people of alerts and silent sources, and reminds them of meetings: it reads the tables of all three. */
export function notificationWatches({
  mail,
  pushKeys,
  pushHosts = [],
  ...options
}: NotificationOptions): [NotificationWatch, ReminderWatch, SilenceNoticeWatch] {
  const { pool, clock, publicUrl } = options
  const ways = {
    ...options,
    mail: mail ? smtpServer(mail) : null,
    push: new PushService({
      keys: pushKeys,
      contact: contactOf(publicUrl, mail?.from),
      hosts: { own: pushHosts },
      now: () => clock.now(),
    }),
  }
  const stock = new FoldPresence(pool, 'stock')
  return [
    new NotificationWatch({
      ...ways,
      readOpen: (which) => readOpenCrossings(pool, which),
      isPresent: () => stock.isPresent(),
    }),
    new ReminderWatch({ ...ways, readComing: (within) => readComingMeetings(pool, within) }),
    new SilenceNoticeWatch({ ...ways, read: () => readSourceSilence(pool), idOf: silenceId }),
  ]
}

/** Whom a push service may ask: RFC 8292, 2.1. */
function contactOf(publicUrl: string | null, from = 'vigie@localhost.localdomain'): string {
  return publicUrl?.startsWith('https:') ? publicUrl : `mailto:${from}`
}
