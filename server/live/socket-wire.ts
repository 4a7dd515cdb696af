import type { Socket } from 'socket.io'
import type { EncodedMessage } from './encoded-message.ts'
import type { Wire } from './session.ts'

/** Writes to one socket through Engine.IO, below Socket.IO's encoder: the packet is encoded and framed already (L11). */
export class SocketWire implements Wire {
  readonly #socket: Socket
  readonly #connection: Socket['conn']

  constructor(socket: Socket) {
    this.#socket = socket
    this.#connection = socket.conn
  }

  isDrained(): boolean {
    return this.#connection.transport.writable
  }

  write(message: EncodedMessage): void {
    this.#connection.write(message.packet, message.sendOptions)
  }

  disconnect(): void {
    this.#socket.disconnect(true)
  }
}
