import type { Pool } from 'pg'
import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Telemetry } from '../../runtime/telemetry.ts'
import type { SecretBox } from '../../ingest/secrets.ts'
import type { Crossing, DueMessage, Recipient, SendOutcome } from './notification.ts'
import { afterAttempt } from './notification.ts'
import { claimDue, giveUpAbandoned, readRecipients, remember, removeRecipient, settle } from './notification-table.ts'
import { planNotifications } from './plan-notifications.ts'
import type { PushService } from './push/push-service.ts'
import { stockPush } from './push/stock-push.ts'
import type { MailServer } from './smtp.ts'
import { stockMail } from './stock-mail.ts'

/*
 * Tells people, by e-mail and in their browsers, of alerts that opened, each of each alert once:
 *   - that somebody is to be told is a row by alert and address, which is made once and stays, so neither a restart nor a
 *     rebuild of the projection (which gives alerts the ids they had) tells it again;
 *   - the row is claimed in a transaction of its own before the message goes out. Whoever dies in between leaves an
 *     `uncertain` one, which is told by nobody: a lost message costs less than a supply manager who no longer believes them,
 *     and the alert stays on the screen;
 *   - what is over, or has been taken on by somebody, before it was due is not told.
 */

const everyMs = 5000
/** Longer than a message ever takes. */
const abandonedMs = 10 * 60_000

interface NotificationWatchOptions {
  pool: Pool
  box: SecretBox
  /** null = nobody is told by e-mail. */
  mail: MailServer | null
  push: Pick<PushService, 'send'>
  /** Alerts that a live event opened after this position and that nobody has taken on, or those of these ids. */
  readOpen(which: { after: bigint } | { alerts: readonly string[] }): Promise<Crossing[]>
  publicUrl: string | null
  telemetry: Telemetry
  clock: Clock
  logger: Logger
}

export class NotificationWatch {
  readonly #options: NotificationWatchOptions
  /** Everything that opened up to here has been planned for these addresses. */
  #planned: { until: bigint; addresses: string } | null = null
  #timer: NodeJS.Timeout | null = null
  #checking: Promise<void> | null = null

  constructor(options: NotificationWatchOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), everyMs)
    this.#timer.unref()
  }

  /** Resolves when a message that is under way has been sent. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    await this.#checking
  }

  #look(): void {
    // A mail server that is slow makes looks rarer, not more.
    this.#checking ??= this.check()
      .catch((error: unknown) =>
        this.#options.logger.warn({ err: error }, 'telling of alerts failed; it is tried again'),
      )
      .finally(() => {
        this.#checking = null
      })
  }

  /** Looks once, and resolves when what is due has gone out. */
  async check(): Promise<void> {
    const { pool, clock } = this.#options
    const all = await readRecipients(this.#options)
    const recipients = all.filter(
      ({ channel, topics }) => topics.includes('alerts') && (channel.type === 'push' || this.#options.mail !== null),
    )
    if (recipients.length > 0) await this.#plan(recipients)
    await giveUpAbandoned(pool, clock.now() - abandonedMs)
    const addresses = recipients.map(({ address }) => address)
    for (const due of await claimDue(pool, { addresses, about: 'alerts' }, clock.now()))
      await this.#tell(due, recipients)
  }

  async #plan(recipients: readonly Recipient[]): Promise<void> {
    const { pool, readOpen, clock } = this.#options
    const addresses = JSON.stringify(recipients.map(({ address }) => address))
    // Somebody new may want what has been looked at for the others.
    const earliest = recipients.reduce((least, { sincePosition: at }) => (at < least ? at : least), maxPosition)
    const after = this.#planned?.addresses === addresses ? this.#planned.until : earliest
    const crossings = await readOpen({ after })
    await remember(pool, planNotifications(crossings, recipients, clock.now()))
    const until = crossings.reduce((most, { openedPosition: at }) => (at > most ? at : most), after)
    this.#planned = { until, addresses }
  }

  async #tell(due: DueMessage, recipients: readonly Recipient[]): Promise<void> {
    const { pool, readOpen, clock } = this.#options
    const { address, alerts } = due
    const now = clock.now()
    const recipient = recipients.find((each) => each.address === address)
    const open = recipient ? await readOpen({ alerts }) : []
    const stillOpen = new Set(open.map(({ alert }) => alert))
    const over = alerts.filter((alert) => !stillOpen.has(alert))
    if (over.length > 0) await settle(pool, { address, alerts: over }, { state: 'over', dueAt: now, problem: null })
    if (recipient && open.length > 0) await this.#send(due, { recipient, open })
  }

  async #send(
    { address, attempts }: DueMessage,
    { recipient, open }: { recipient: Recipient; open: readonly Crossing[] },
  ): Promise<void> {
    const { pool, clock, telemetry, logger } = this.#options
    const outcome = await this.#out(recipient, open)
    const settled = afterAttempt(outcome, { attempts, now: clock.now() })
    await settle(pool, { address, alerts: open.map(({ alert }) => alert) }, settled)
    // A browser that has withdrawn, or that we have no keys for any more, is not tried again and again.
    if (outcome.type === 'gone') await removeRecipient(pool, address)
    telemetry.emit('notification.attempted', { alerts: open.length, outcome: outcome.type })
    if (outcome.type !== 'sent')
      logger.warn({ state: settled.state, reason: outcome.reason }, 'a message about alerts did not go out')
  }

  #out(recipient: Recipient, open: readonly Crossing[]): Promise<SendOutcome> {
    const { mail, push, publicUrl } = this.#options
    const { channel } = recipient
    switch (channel.type) {
      case 'mail':
        // Only those that can be reached are told.
        if (mail === null) throw new Error('there is no mail server')
        return mail.send(stockMail(open, recipient, publicUrl))
      case 'push':
        if (channel.subscription === null)
          return Promise.resolve({ type: 'gone', reason: 'its keys were sealed with another VIGIE_SECRET' })
        return push.send(channel.subscription, stockPush(open, recipient))
    }
  }
}

const maxPosition = 2n ** 63n - 1n
