import type { Lsn } from './lsn.ts'
import type { ServerMessage } from './standby-messages.ts'

export type QueuedMessage = { type: 'data'; payload: Buffer } | { type: 'keepalive'; walEnd: Lsn }

/** What a message takes besides its bytes, about. */
const overheadBytes = 200
/** Taken messages are dropped from the front in one go: one by one would move all others each time. */
const compactAfter = 1024

/** Messages that have arrived and are not yet taken. Of keepalives in a row only the last is kept: it says what all did. */
export class MessageQueue {
  #messages: QueuedMessage[] = []
  #next = 0
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  get isEmpty(): boolean {
    return this.#next === this.#messages.length
  }

  add(message: ServerMessage): void {
    const last = this.isEmpty ? undefined : this.#messages.at(-1)
    if (message.type === 'keepalive' && last?.type === 'keepalive') {
      last.walEnd = message.walEnd
      return
    }
    // Copied: pg moves what it reads next into the same memory (pg-protocol, mergeBuffer).
    const kept: QueuedMessage =
      message.type === 'data'
        ? { type: 'data', payload: Buffer.from(message.payload) }
        : { type: 'keepalive', walEnd: message.walEnd }
    this.#messages.push(kept)
    this.#bytes += sizeOf(kept)
  }

  take(): QueuedMessage | undefined {
    const message = this.#messages[this.#next]
    if (!message) return undefined
    this.#next += 1
    this.#bytes -= sizeOf(message)
    if (this.isEmpty) this.clear()
    else if (this.#next >= compactAfter && this.#next * 2 >= this.#messages.length) {
      this.#messages.splice(0, this.#next)
      this.#next = 0
    }
    return message
  }

  clear(): void {
    this.#messages = []
    this.#next = 0
    this.#bytes = 0
  }
}

function sizeOf(message: QueuedMessage): number {
  return overheadBytes + (message.type === 'data' ? message.payload.length : 0)
}
