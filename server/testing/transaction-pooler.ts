import { once } from 'node:events'
import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import pg from 'pg'

/**
 * A connection pooler in transaction mode, as far as it matters to whoever is behind it: each transaction is given the next
 * of a few sessions, whoever used that before, and what arrives at a session between two transactions reaches nobody.
 */
export interface TransactionPooler {
  url: string
  /** Transactions that each session was given. */
  taken(): number[]
  [Symbol.asyncDispose](): Promise<void>
}

export async function transactionPooler(targetUrl: string, { sessions = 3 } = {}): Promise<TransactionPooler> {
  const backends: Backend[] = []
  for (let count = 0; count < sessions; count++) backends.push(await openBackend(targetUrl))
  const server = createServer((socket) => void serve(socket, backends))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const url = new URL(targetUrl)
  url.host = `127.0.0.1:${address.port}`
  return {
    url: url.href,
    taken: () => backends.map(({ taken }) => taken),
    async [Symbol.asyncDispose]() {
      server.close()
      for (const { end } of backends) end()
    },
  }
}

interface Backend {
  isFree: boolean
  taken: number
  /** Passes on what a client says; whole answers come to `onAnswer`. */
  write(chunk: Buffer): void
  onAnswer: (message: Buffer) => void
  end(): void
}

/** A session whose greeting is over; from then on the bytes are ours. */
async function openBackend(url: string): Promise<Backend> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  const { stream } = client.connection
  stream.removeAllListeners('data')
  const backend: Backend = {
    isFree: true,
    taken: 0,
    write: (chunk) => void stream.write(chunk),
    onAnswer: () => undefined,
    end: () => stream.destroy(),
  }
  let rest = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    // A message is a letter, its length without the letter, and the rest.
    while (rest.length >= 5 && rest.length > rest.readUInt32BE(1)) {
      const length = rest.readUInt32BE(1) + 1
      backend.onAnswer(rest.subarray(0, length))
      rest = rest.subarray(length)
    }
  })
  return backend
}

async function serve(socket: Socket, backends: readonly Backend[]): Promise<void> {
  socket.on('error', () => undefined)
  // The startup message; whoever may come this far is let in.
  await once(socket, 'data')
  let current: Backend | null = null
  socket.on('data', (chunk: Buffer) => {
    // Terminate is ours to answer, and never the session's.
    if (chunk[0] === 0x58) return void socket.end()
    current ??= take(backends, (message) => {
      socket.write(message)
      // ReadyForQuery outside of a transaction.
      if (message[0] !== 0x5a || message[5] !== 0x49) return
      if (current) release(current)
      current = null
    })
    current.write(chunk)
  })
  socket.on('close', () => current && release(current))
  socket.write(Buffer.concat([authenticationOk, processId, readyForQuery]))
}

const authenticationOk = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0])
/** The pooler's own, which is no process of PostgreSQL. */
const processId = Buffer.from([0x4b, 0, 0, 0, 12, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 1])
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

/** The one that was taken least of those that are free: never the same twice in a row where there are others. */
function take(backends: readonly Backend[], onAnswer: (message: Buffer) => void): Backend {
  const [backend] = backends.filter(({ isFree }) => isFree).toSorted((a, b) => a.taken - b.taken)
  if (!backend) throw new Error('all sessions of the pooler are taken')
  backend.isFree = false
  backend.taken += 1
  backend.onAnswer = onAnswer
  return backend
}

function release(backend: Backend): void {
  backend.isFree = true
  backend.onAnswer = () => undefined
}
