import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { RepeatedLook } from '../../runtime/repeated-look.ts'
import type { Reminder } from './meeting-words.ts'
import { meetingMail, meetingPush } from './meeting-words.ts'
import type { Ways } from './deliver.ts'
import { deliver, reachable } from './deliver.ts'
import type { DueMessage, Recipient } from './notification.ts'
import { afterAttempt } from './notification.ts'
import type { ListTables } from './notification-table.ts'
import { dueMessages, readRecipientsOf, remember, removeRecipient, settle } from './notification-table.ts'

/*
 * Reminds people of meetings 15 minutes before, each of each once, in the way in which they are told of alerts: a row by meeting,
 * time and address is made once and stays, and is claimed before the message goes out. A meeting that is moved has another time
 * and so another row; one that is cancelled, or has begun, before its message went out is over.
 */
const everyMs = 5000
const beforeMs = 15 * 60_000

interface ReminderWatchOptions extends Ways, ListTables {
  /** Meetings that take place and begin within this time, epoch ms. */
  readComing(within: { after: number; until: number }): Promise<Omit<Reminder, 'reminder'>[]>
  publicUrl: string | null
  clock: Clock
  logger: Logger
}

export class ReminderWatch {
  readonly #options: ReminderWatchOptions
  readonly #looks: RepeatedLook

  constructor(options: ReminderWatchOptions) {
    this.#options = options
    this.#looks = new RepeatedLook({
      everyMs,
      look: (signal) => this.check(signal),
      onFailure: (error) => options.logger.warn({ err: error }, 'reminding of meetings failed; it is tried again'),
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
    const { pool, clock, readComing } = this.#options
    const recipients = reachable(await readRecipientsOf(this.#options, 'meetings'), this.#options)
    if (recipients.length === 0) return
    const now = clock.now()
    const coming = (await readComing({ after: now, until: now + beforeMs })).map((each) => ({
      ...each,
      reminder: `meeting:${each.id}@${each.startsAt}`,
    }))
    const planned = coming.flatMap(({ reminder }) =>
      recipients.map(({ address }) => ({ alert: reminder, address, dueAt: now })),
    )
    if (planned.length > 0) await remember(pool, planned)
    const addresses = recipients.map(({ address }) => address)
    for await (const due of dueMessages(pool, { addresses, about: 'meetings', clock, signal })) {
      await this.#tell(due, { coming, recipient: recipients.find(({ address }) => address === due.address) })
    }
  }

  async #tell(
    { address, alerts, attempts }: DueMessage,
    { coming, recipient }: { coming: readonly Reminder[]; recipient: Recipient | undefined },
  ): Promise<void> {
    const { pool, publicUrl, clock, logger } = this.#options
    for (const alert of alerts) {
      const now = clock.now()
      const reminder = coming.find((each) => each.reminder === alert)
      if (!reminder || !recipient) {
        await settle(pool, { address, alerts: [alert] }, { state: 'over', dueAt: now, problem: null })
        continue
      }
      const outcome = await deliver(this.#options, recipient, {
        mail: () => meetingMail(reminder, recipient, publicUrl),
        push: () => meetingPush(reminder, recipient),
      })
      const settled = afterAttempt(outcome, { attempts, now })
      await settle(pool, { address, alerts: [alert] }, settled)
      if (outcome.type === 'gone') await removeRecipient(pool, address)
      if (outcome.type !== 'sent')
        logger.warn({ state: settled.state, reason: outcome.reason }, 'a reminder of a meeting did not go out')
    }
  }
}
