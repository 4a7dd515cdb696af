import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'

/** What a network can do to a connection, on loopback and on demand. */
export interface FaultProxy {
  port: number
  /** The target's URL, by way of the proxy. */
  url: string
  /** Resets every connection, and each new one until `restore()`. */
  cut(): void
  /** Keeps connections open and takes new ones, but passes nothing on: the peer has gone silent (half-open). */
  freeze(): void
  /** Passes nothing more on of the connections that are open now, ever; new ones are not touched. As a firewall forgets them. */
  forget(): void
  /** From now on each byte arrives so much later, in order, both ways. */
  delay(ms: number): void
  /** Ends cut, freeze and delay; what was held back while frozen flows on. */
  restore(): void
  /** Connections that are open now, seen from the client's side. */
  connections(): number
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

interface Network {
  state: 'open' | 'cut' | 'frozen'
  delayMs: number
  directions: Set<Direction>
  /** Also those whose client has gone without a goodbye that was passed on. */
  upstreams: Set<Socket>
}

const maxHeldBytes = 1024 * 1024

/**
 * @param targetUrl where to pass connections on, such as a `postgresql://` or `http://` URL with host and port.
 * @param at where to listen; any free port unless somebody must know it beforehand.
 */
export async function faultProxy(targetUrl: string, at: { port: number } = { port: 0 }): Promise<FaultProxy> {
  const target = new URL(targetUrl)
  const network: Network = { state: 'open', delayMs: 0, directions: new Set(), upstreams: new Set() }
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (network.state === 'cut') client.resetAndDestroy()
    else join({ client, target, network, sockets })
  })
  server.listen(at.port, '127.0.0.1')
  await once(server, 'listening')
  return describe({ server, target, network, sockets })
}

interface Joining {
  client: Socket
  target: URL
  network: Network
  sockets: Set<Socket>
}

function join({ client, target, network, sockets }: Joining): void {
  const upstream = connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true })
  const directions = [new Direction(client, upstream, network), new Direction(upstream, client, network)]
  sockets.add(client)
  network.upstreams.add(upstream)
  upstream.on('close', () => network.upstreams.delete(upstream))
  for (const direction of directions) network.directions.add(direction)
  const forget = () => {
    sockets.delete(client)
    for (const direction of directions) network.directions.delete(direction)
    // A client that was cut off says no goodbye that could be passed on.
    if (network.state === 'cut') upstream.resetAndDestroy()
  }
  for (const [socket, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    socket.setNoDelay(true)
    // A side that fails resets the other one; the end of a side is passed on by its direction.
    socket.on('error', () => other.resetAndDestroy())
  }
  client.on('close', forget)
}

/** Bytes from one socket to the other, in order, held while the network is frozen or slow. */
class Direction {
  readonly #from: Socket
  readonly #to: Socket
  readonly #network: Network
  #isForgotten = false
  readonly #held: { chunk: Buffer | null; dueAt: number }[] = []
  #heldBytes = 0
  #timer: NodeJS.Timeout | undefined

  constructor(from: Socket, to: Socket, network: Network) {
    this.#from = from
    this.#to = to
    this.#network = network
    from.on('data', (chunk: Buffer) => this.#hold(chunk))
    from.on('end', () => this.#hold(null))
    to.on('drain', () => this.flush())
    to.on('close', () => clearTimeout(this.#timer))
  }

  /** Passes on what is due. */
  flush(): void {
    clearTimeout(this.#timer)
    if (this.#network.state !== 'open' || this.#isForgotten) return
    for (let first = this.#held[0]; first !== undefined; first = this.#held[0]) {
      const waitMs = first.dueAt - performance.now()
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.flush(), waitMs)
        return
      }
      this.#held.shift()
      this.#pass(first.chunk)
      if (this.#to.writableNeedDrain) return
    }
    this.#from.resume()
  }

  forget(): void {
    this.#isForgotten = true
  }

  #hold(chunk: Buffer | null): void {
    const previous = this.#held.at(-1)?.dueAt ?? 0
    this.#held.push({ chunk, dueAt: Math.max(previous, performance.now() + this.#network.delayMs) })
    this.#heldBytes += chunk?.length ?? 0
    if (this.#heldBytes > maxHeldBytes) this.#from.pause()
    this.flush()
  }

  #pass(chunk: Buffer | null): void {
    if (chunk === null) {
      this.#to.end()
      return
    }
    this.#heldBytes -= chunk.length
    if (this.#to.writable) this.#to.write(chunk)
  }
}

interface Proxying {
  server: Server
  target: URL
  network: Network
  sockets: Set<Socket>
}

function describe({ server, target, network, sockets }: Proxying): FaultProxy {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const url = new URL(target)
  url.host = `127.0.0.1:${address.port}`
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const close = async () => {
    const closed = once(server, 'close')
    network.state = 'cut'
    server.close()
    reset()
    for (const upstream of network.upstreams) upstream.resetAndDestroy()
    await closed
  }
  return {
    port: address.port,
    url: url.href,
    cut: () => {
      network.state = 'cut'
      reset()
    },
    freeze: () => {
      network.state = 'frozen'
    },
    forget: () => {
      for (const direction of network.directions) direction.forget()
    },
    delay: (ms) => {
      network.delayMs = ms
    },
    restore: () => {
      network.state = 'open'
      network.delayMs = 0
      for (const direction of network.directions) direction.flush()
    },
    connections: () => sockets.size,
    close,
    [Symbol.asyncDispose]: close,
  }
}
