import { subscribe } from 'node:diagnostics_channel'
import { Server } from 'node:http'
import { isWebSocket } from '#server/runtime/is-web-socket.ts'

/*
 * Loaded with `node --import` before the web app. Programs offer HTTP/2 with their requests (`Upgrade: h2c`), Java's client by
 * itself; Next takes each offer for a WebSocket and closes the line without an answer. So what it listens with is told which
 * offers to take, as `createServer`'s option of this name would, which Next does not set.
 */

/** https://nodejs.org/api/diagnostics_channel.html#event-tracingnetserverlistenasyncstart */
interface Listening {
  server: unknown
}

subscribe('tracing:net.server.listen:asyncStart', (message) => {
  const { server } = message as Listening // what Node documents
  if (server instanceof Server) Object.assign(server, { shouldUpgradeCallback: isWebSocket })
})
