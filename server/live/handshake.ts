import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'socket.io'

/** What a socket proves itself with; all that is kept of its handshake, to identify it again when roles change. */
export interface Credentials {
  /** `cookie` and `authorization`, as far as they were sent. */
  headers: Pick<IncomingHttpHeaders, 'cookie' | 'authorization'>
  /** Socket.IO's `auth: {token}`, for clients that cannot set a header. */
  token: string | undefined
}

export function credentialsOf({ handshake }: Socket): Credentials {
  const { cookie, authorization } = handshake.headers
  const token: unknown = handshake.auth['token']
  return {
    headers: { ...(cookie !== undefined && { cookie }), ...(authorization !== undefined && { authorization }) },
    token: typeof token === 'string' ? token : undefined,
  }
}

const nothing = {}

/**
 * Socket.IO keeps request, headers and query as long as the socket lives; and a listener in Engine.IO holds the request even
 * when nobody else does, so what is in it goes too.
 */
export function releaseHandshake(socket: Socket): void {
  Object.assign(socket.request, { headers: nothing, rawHeaders: [], url: '', _query: nothing, websocket: null })
  Object.assign(socket.handshake, { headers: nothing, query: nothing, auth: nothing, url: '', time: '' })
  Object.assign(socket.conn, { request: null })
}

/** Whether somebody has asked to be admitted on this line before. */
export function isHandshakeReleased({ conn }: Socket): boolean {
  const { request }: { request: unknown } = conn
  return request === null
}
