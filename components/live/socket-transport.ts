import { io } from 'socket.io-client'
import { livePath, signInRequired } from '#contract/live-timing.ts'
import type { Transport } from './transport.ts'

/**
 * Lines over Socket.IO. When to try again is decided by the store, which knows the protocol's rules, not by the library.
 *
 * @param url origin of the server; absent = the page's own
 * @param onSignInRequired nobody is signed in any more: no other attempt will do. Told at the second refusal in a row: at the
 *   first the session may just have been given another token, whose cookie is still on its way.
 */
export function socketTransport(url?: string, onSignInRequired?: () => void): Transport {
  let refusals = 0
  return ({ onOpen, onMessage, onLost }) => {
    const socket = io(url ?? location.origin, {
      path: livePath,
      addTrailingSlash: false,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    })
    socket.on('connect', () => {
      refusals = 0
      onOpen()
    })
    socket.on('live', onMessage)
    socket.on('connect_error', (error) => {
      refusals = error.message === signInRequired ? refusals + 1 : 0
      if (refusals > 1) onSignInRequired?.()
      onLost()
    })
    socket.on('disconnect', onLost)
    return {
      request: (event, json, answer) => socket.emit(event, json, answer),
      close() {
        socket.off()
        socket.disconnect()
      },
    }
  }
}
