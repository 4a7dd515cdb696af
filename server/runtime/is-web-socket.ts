import type { IncomingMessage } from 'node:http'

/** Whether a WebSocket is asked for; what else is offered, such as HTTP/2, is no reason not to answer the request. */
export function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}
