import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { once } from 'node:events'

/*
 * A keep-alive HTTP/1.1 connection that costs the machine as little as can be: bytes that were made before go out, of
 * the answer only status and length are read. One request at a time, no pipelining.
 */

export interface Answer {
  status: number
  /** Only when it was asked for. */
  body: string
}

const headEnd = Buffer.from('\r\n\r\n')

export class HttpConnection {
  readonly #socket: Socket
  #received: Buffer | null = null
  #onAnswer: ((answer: Answer) => void) | null = null
  #keepBody = false

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk) => this.#read(chunk))
    socket.on('error', (error) => {
      throw new Error('a connection of the load generator broke', { cause: error })
    })
    socket.on('close', () => {
      if (this.#onAnswer) throw new Error('the server closed a connection that waits for an answer')
    })
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    return new HttpConnection(socket)
  }

  send(request: Buffer, onAnswer: (answer: Answer) => void, { keepBody = false } = {}): void {
    this.#onAnswer = onAnswer
    this.#keepBody = keepBody
    this.#socket.write(request)
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    const received = this.#received ? Buffer.concat([this.#received, chunk]) : chunk
    const end = received.indexOf(headEnd)
    const length = end < 0 ? Number.POSITIVE_INFINITY : end + headEnd.length + bodyLength(received, end)
    if (received.length < length) {
      this.#received = received
      return
    }
    this.#received = null
    const onAnswer = this.#onAnswer
    this.#onAnswer = null
    const body = this.#keepBody ? received.toString('utf8', end + headEnd.length) : ''
    // `HTTP/1.1 202 …`: three digits from byte 9 on.
    onAnswer?.({ status: Number(received.toString('latin1', 9, 12)), body })
  }
}

function bodyLength(received: Buffer, headEnds: number): number {
  const head = received.toString('latin1', 0, headEnds)
  return Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
}
