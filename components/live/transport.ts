/** What the other end of a line says. */
export interface LineEvents {
  /** The server has admitted us. */
  onOpen(): void
  /** One message of the event `live`. */
  onMessage(json: string): void
  /** Once, when the line could not be made or is gone; not after `close`. */
  onLost(): void
}

export type LineRequest = 'subscribe' | 'unsubscribe' | 'time'

/** One attempt at a connection, and the connection if it succeeds. Messages and answers arrive in the order they were written. */
export interface Line {
  /** The answer may never come. */
  request(event: LineRequest, json: string, answer: (json: string) => void): void
  close(): void
}

/** Starts an attempt; its events come later, never before it returns. */
export type Transport = (events: LineEvents) => Line
