import type { Clock } from '../../runtime/clock.ts'
import type { Logger } from '../../runtime/logger.ts'
import { RepeatedLook } from '../../runtime/repeated-look.ts'
import type { SilenceType, Watched } from '../silence-watch.ts'
import type { Ways } from './deliver.ts'
import { deliver, reachable } from './deliver.ts'
import type { DueMessage, Recipient } from './notification.ts'
import { afterAttempt } from './notification.ts'
import type { ListTables } from './notification-table.ts'
import { dueMessages, readRecipientsOf, readTold, remember, removeRecipient, settle } from './notification-table.ts'
import type { SilenceNotice } from './silence-notices.ts'
import { silenceNotices } from './silence-notices.ts'
import { silenceMail, silencePush } from './silence-words.ts'
import { whenToTell } from './when-to-tell.ts'

/*
 * Tells people of sources that fall silent, each of each silence once, in the way and at the times in which they are told of
 * alerts: a row by silence and address is made once and stays, and is claimed before the message goes out. What the silence watch
 * has said in the log is a silence. A source that was heard again, or is no longer watched, before its message went out is over;
 * that it speaks again is told to whoever was told of its silence. What goes on when somebody is put on the list is told as well:
 * it is how things are, and nobody else may say it.
 */
const everyMs = 5000

interface SilenceNoticeOptions extends Ways, ListTables {
  /** The sources that are watched. */
  read(): Promise<{ sources: readonly Watched[] }>
  /** The id of the event that said a silence, or its end. */
  idOf(type: SilenceType, source: string, lastPosition: bigint): string
  publicUrl: string | null
  clock: Clock
  logger: Logger
}

export class SilenceNoticeWatch {
  readonly #options: SilenceNoticeOptions
  readonly #looks: RepeatedLook

  constructor(options: SilenceNoticeOptions) {
    this.#options = options
    this.#looks = new RepeatedLook({
      everyMs,
      look: (signal) => this.check(signal),
      onFailure: (error) => options.logger.warn({ err: error }, 'telling of silent sources failed; it is tried again'),
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
    const { pool, clock, read, idOf } = this.#options
    const recipients = reachable(await readRecipientsOf(this.#options, 'sources'), this.#options)
    if (recipients.length === 0) return
    const now = clock.now()
    const { sources } = await read()
    const notices = silenceNotices(sources, { now, idOf })
    await this.#plan(notices, recipients)
    const addresses = recipients.map(({ address }) => address)
    for await (const due of dueMessages(pool, { addresses, about: 'sources', clock, signal }))
      await this.#tell(due, { notices, recipient: recipients.find(({ address }) => address === due.address) })
  }

  async #plan(notices: readonly SilenceNotice[], recipients: readonly Recipient[]): Promise<void> {
    if (notices.length === 0) return
    const { pool, clock } = this.#options
    const ended = notices.flatMap(({ type, silence }) => (type === 'heard' ? [silence] : []))
    const told = new Set((await readTold(pool, ended)).map(({ alert, address }) => JSON.stringify([alert, address])))
    const planned = recipients.flatMap(({ address, preferences }) => {
      const dueAt = whenToTell(clock.now(), preferences)
      return notices
        .filter(({ type, silence }) => type === 'silent' || told.has(JSON.stringify([silence, address])))
        .map(({ notice }) => ({ alert: notice, address, dueAt }))
    })
    if (planned.length > 0) await remember(pool, planned, { canComeBack: true })
  }

  async #tell(
    { address, alerts, attempts }: DueMessage,
    { notices, recipient }: { notices: readonly SilenceNotice[]; recipient: Recipient | undefined },
  ): Promise<void> {
    const { pool, publicUrl, clock, logger } = this.#options
    const now = clock.now()
    const current = notices.filter(({ notice }) => alerts.includes(notice))
    const said = current.map(({ notice }) => notice)
    const over = alerts.filter((alert) => !said.includes(alert))
    if (over.length > 0) await settle(pool, { address, alerts: over }, { state: 'over', dueAt: now, problem: null })
    if (!recipient || current.length === 0) return
    const outcome = await deliver(this.#options, recipient, {
      mail: () => silenceMail(current, recipient, publicUrl),
      push: () => silencePush(current, recipient),
    })
    const settled = afterAttempt(outcome, { attempts, now })
    await settle(pool, { address, alerts: said }, settled)
    if (outcome.type === 'gone') await removeRecipient(pool, address)
    if (outcome.type !== 'sent')
      logger.warn({ state: settled.state, reason: outcome.reason }, 'a message about silent sources did not go out')
  }
}
