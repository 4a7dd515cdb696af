import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** What one message was, as the mail server got it. */
export interface Received {
  to: string
  raw: string
}

type Behaviour = 'accept' | 'refuse-for-now' | 'refuse-for-ever' | 'take-and-hang-up'

/** A real mail server on loopback that keeps what it is sent. */
export class SmtpInbox implements AsyncDisposable {
  readonly received: Received[] = []
  behaviour: Behaviour = 'accept'
  readonly #server: SMTPServer
  #port = 0

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onData: (stream, session, done) => {
        void text(stream).then((raw) => {
          const { behaviour } = this
          if (behaviour === 'refuse-for-now') return done(refusal(451))
          if (behaviour === 'refuse-for-ever') return done(refusal(554))
          this.received.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(','), raw })
          // Taken, and the answer is never given.
          if (behaviour === 'take-and-hang-up') return this.#hangUp()
          return done()
        })
      },
    })
    // Its clients' lines break in these tests.
    this.#server.on('error', () => undefined)
  }

  static async open(): Promise<SmtpInbox> {
    const inbox = new SmtpInbox()
    const listening = inbox.#server.listen(0, '127.0.0.1')
    await once(listening, 'listening')
    // A server that listens on a port has an address that is no string.
    inbox.#port = (listening.address() as AddressInfo).port
    return inbox
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`
  }

  #hangUp(): void {
    for (const connection of this.#server.connections) connection.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
    })
    await closed
  }
}

function refusal(responseCode: number): Error {
  return Object.assign(new Error('not now'), { responseCode })
}
