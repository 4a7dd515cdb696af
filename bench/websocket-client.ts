import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

/*
 * A WebSocket client that costs the machine as little as can be: it finds the frames in what it receives and hands on
 * their payload without a copy. Server frames only: unmasked, not fragmented (RFC 6455).
 */

interface ClientOptions {
  port: number
  path: string
  onText: (payload: Buffer) => void
}

export class WebSocketClient {
  readonly #socket: Socket
  readonly #options: ClientOptions
  readonly opened = Promise.withResolvers<void>()
  #received: Buffer = Buffer.alloc(0)
  #isUpgraded = false

  constructor(options: ClientOptions) {
    this.#options = options
    const { port, path } = options
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
      const key = randomBytes(16).toString('base64')
      this.#socket.write(
        `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nupgrade: websocket\r\nconnection: Upgrade\r\n` +
          `sec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n\r\n`,
      )
    })
    this.#socket.on('data', (chunk) => this.#read(chunk))
    this.#socket.on('error', (error) => this.opened.reject(error))
  }

  send(text: string): void {
    this.#socket.write(maskedFrame(Buffer.from(text)))
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    let received = this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk
    if (!this.#isUpgraded) {
      const end = received.indexOf('\r\n\r\n')
      if (end < 0) {
        this.#received = received
        return
      }
      if (!received.toString('latin1', 0, 12).endsWith('101')) throw new Error('the server refused a WebSocket')
      this.#isUpgraded = true
      this.opened.resolve()
      received = received.subarray(end + 4)
    }
    for (let frame = frameAt(received); frame !== null; frame = frameAt(received)) {
      if (frame.isText) this.#options.onText(received.subarray(frame.start, frame.end))
      received = received.subarray(frame.end)
    }
    this.#received = received
  }
}

/** @returns where the first frame's payload is, or null when it has not wholly arrived. */
function frameAt(bytes: Buffer): { start: number; end: number; isText: boolean } | null {
  const [first, second] = bytes
  if (first === undefined || second === undefined) return null
  const start = second < 126 ? 2 : second === 126 ? 4 : 10
  if (bytes.length < start) return null
  const length = second < 126 ? second : second === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const end = start + length
  return bytes.length < end ? null : { start, end, isText: (first & 0x0f) === 1 }
}

function maskedFrame(payload: Buffer): Buffer {
  const extended = payload.length >= 126
  const head = Buffer.alloc(extended ? 8 : 6)
  head[0] = 0x81
  // The mask is four zero bytes, which leaves the payload as it is.
  head[1] = 0x80 | (extended ? 126 : payload.length)
  if (extended) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
