import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** https://nodejs.org/api/diagnostics_channel.html#event-httpserverrequeststart */
interface RequestStart {
  request: IncomingMessage
  socket: Socket
}

/**
 * Next hands requests on to the event server without the address of whoever called, and with the X-Forwarded-For that the
 * caller made up: the doors could not tell callers apart, and one who sends nonsense would use up everybody's share. So
 * the caller's address is appended to every request of this process, as proxies do.
 */
export function appendCallers(): void {
  subscribe('http.server.request.start', (message) => appendCaller(message as RequestStart)) // what Node documents
}

function appendCaller({ request: { headers }, socket: { remoteAddress } }: RequestStart): void {
  if (remoteAddress === undefined) return
  const given = headers['x-forwarded-for']
  headers['x-forwarded-for'] = given === undefined ? remoteAddress : `${[given].flat().join(', ')}, ${remoteAddress}`
}
