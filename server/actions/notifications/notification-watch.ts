import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { RepeatedLook } from '../../runtime/repeated-look.ts'
import type { Telemetry } from '../../runtime/telemetry.ts'
import type { Ways } from './deliver.ts'
import { deliver, reachable } from './deliver.ts'
import type { Crossing, DueMessage, Recipient } from './notification.ts'
import { afterAttempt } from './notification.ts'
import type { ListTables } from './notification-table.ts'
import {
  dueMessages,
  giveUpAbandoned,
  putBack,
  readRecipientsOf,
  remember,
  removeRecipient,
  settle,
} from './notification-table.ts'
import { planNotifications } from './plan-notifications.ts'
import { stockPush } from './push/stock-push.ts'
import { stockMail } from './stock-mail.ts'

/*
 * Tells people, by e-mail and in their browsers, of alerts that opened, each of each alert once:
 *   - that somebody is to be told is a row by alert and address, which is made once and stays, so neither a restart nor a
 *     rebuild of the projection (which gives alerts the ids they had) tells it again;
 *   - the row is claimed in a transaction of its own before the message goes out. Whoever dies in between leaves an
 *     `uncertain` one, which is told by nobody: a lost message costs less than a supply manager who no longer believes them,
 *     and the alert stays on the screen;
 *   - what is over, or has been taken on by somebody, before it was due is not told;
 *   - while the tables of alerts are made anew nothing is planned and nothing told: what is open there is of the past.
 */

const everyMs = 5000
/** Longer than a message ever takes. */
const abandonedMs = 10 * 60_000

interface NotificationWatchOptions extends Ways, ListTables {
  /** Alerts that a live event opened after this position and that nobody has taken on, or those of these ids. */
  readOpen(which: { after: bigint } | { alerts: readonly string[] }): Promise<Crossing[]>
  /** Whether the tables that alerts are in are of the present. */
  isPresent(): Promise<boolean>
  publicUrl: string | null
  telemetry: Telemetry
  clock: Clock
  logger: Logger
}

export class NotificationWatch {
  readonly #options: NotificationWatchOptions
  /** Everything that opened up to here has been planned for these addresses. */
  #planned: { until: bigint; addresses: string } | null = null
  readonly #looks: RepeatedLook

  constructor(options: NotificationWatchOptions) {
    this.#options = options
    this.#looks = new RepeatedLook({
      everyMs,
      look: (signal) => this.check(signal),
      onFailure: (error) => options.logger.warn({ err: error }, 'telling of alerts failed; it is tried again'),
    })
  }

  start(): void {
    this.#looks.start()
  }

  /** Resolves when a message that is under way has been sent. */
  stop(): Promise<void> {
    return this.#looks.stop()
  }

  /** Looks once, and resolves when what is due has gone out. */
  async check(signal?: AbortSignal): Promise<void> {
    const { pool, clock, isPresent } = this.#options
    await giveUpAbandoned(pool, clock.now() - abandonedMs)
    if (!(await isPresent())) return
    const recipients = reachable(await readRecipientsOf(this.#options, 'alerts'), this.#options)
    if (recipients.length > 0) await this.#plan(recipients)
    const addresses = recipients.map(({ address }) => address)
    for await (const due of dueMessages(pool, { addresses, about: 'alerts', clock, signal }))
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
    const open = recipient ? await readOpen({ alerts }).catch((error: unknown) => this.#wait(due, error)) : []
    const stillOpen = new Set(open.map(({ alert }) => alert))
    const over = alerts.filter((alert) => !stillOpen.has(alert))
    if (over.length > 0) await settle(pool, { address, alerts: over }, { state: 'over', dueAt: now, problem: null })
    if (recipient && open.length > 0) await this.#send(due, { recipient, open })
  }

  /** @throws what stood in the way. */
  async #wait(due: DueMessage, error: unknown): Promise<never> {
    await putBack(this.#options.pool, due)
    throw error
  }

  async #send(
    { address, attempts }: DueMessage,
    { recipient, open }: { recipient: Recipient; open: readonly Crossing[] },
  ): Promise<void> {
    const { pool, publicUrl, clock, telemetry, logger } = this.#options
    const outcome = await deliver(this.#options, recipient, {
      mail: () => stockMail(open, recipient, publicUrl),
      push: () => stockPush(open, recipient),
    })
    const settled = afterAttempt(outcome, { attempts, now: clock.now() })
    await settle(pool, { address, alerts: open.map(({ alert }) => alert) }, settled)
    // A browser that has withdrawn, or that we have no keys for any more, is not tried again and again.
    if (outcome.type === 'gone') await removeRecipient(pool, address)
    telemetry.emit('notification.attempted', { alerts: open.length, outcome: outcome.type })
    if (outcome.type !== 'sent')
      logger.warn({ state: settled.state, reason: outcome.reason }, 'a message about alerts did not go out')
  }
}

const maxPosition = 2n ** 63n - 1n
