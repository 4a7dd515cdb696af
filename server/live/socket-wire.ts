import type { Duplex } from 'node:stream'
import type { Socket } from 'socket.io'
import type { EncodedMessage } from './encoded-message.ts'
import type { Wire } from './session.ts'

/**
 * Writes to one client. A message is a whole WebSocket frame already (L11), so where nothing waits in Engine.IO it goes
 * straight to the TCP socket that Node gave with the upgrade: per delivery that is what a bare WebSocket server costs. It is
 * safe because `ws` too writes a frame in one go, neither compressed nor fragmented, and because whatever waits in
 * Engine.IO was handed over before `transport.writable` said so: the order of L2 holds.
 */
export class SocketWire implements Wire {
  readonly #socket: Socket
  readonly #connection: Socket['conn']
  readonly #stream: Duplex

  /** @param stream the TCP (or TLS) socket of the upgrade request. */
  constructor(socket: Socket, stream: Duplex) {
    this.#socket = socket
    this.#connection = socket.conn
    this.#stream = stream
  }

  isDrained(): boolean {
    return this.#connection.transport.writable && this.#stream.writableLength === 0
  }

  write(message: EncodedMessage): void {
    if (this.#connection.readyState !== 'open' || !this.#stream.writable) return
    if (this.#connection.transport.writable) this.#stream.write(message.frame)
    else this.#connection.write(message.packet, { compress: false })
  }

  disconnect(): void {
    const isSlow = !this.isDrained()
    this.#socket.disconnect(true)
    // Engine.IO and `ws` would first wait for a client that does not read to take what waits for it.
    if (isSlow) this.#stream.destroy()
  }
}
