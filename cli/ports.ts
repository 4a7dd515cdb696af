import { once } from 'node:events'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { commandLine } from '#server/db/process-identity.ts'
import type { Env } from '#server/env.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { npmCommand } from './npm-command.ts'

export interface WantedPort {
  /** Who wants it, such as `web app`. */
  name: string
  host: string
  port: number
  /** The environment variable that sets it. */
  variable: string
  /** What it is for; absent = `start`. */
  command?: string
}

type Ports = Pick<Env, 'VIGIE_PORT' | 'PORT'>

interface Use {
  withWeb: boolean
  /** What they are for; absent = `start`. */
  command?: string
}

/** @returns what is wrong with the ports themselves, whoever uses them; undefined when nothing is. */
export function portsProblem({ VIGIE_PORT, PORT }: Ports, { withWeb, command = 'start' }: Use): string | undefined {
  if (VIGIE_PORT === 0) {
    return (
      'VIGIE_PORT=0, any free port, is for the event server alone: here others have to find it. ' +
      'Choose a port from 1 to 65535, such as VIGIE_PORT=4000.'
    )
  }
  if (!withWeb || VIGIE_PORT !== PORT) return undefined
  return (
    `VIGIE_PORT, of the event server, and PORT, of the web app, are both ${PORT}. ` +
    `Choose two: VIGIE_PORT=${otherPort(PORT)} ${npmCommand(command)}`
  )
}

/** @throws {OperatorError} when no Vigie could run on these ports. */
export function requireUsablePorts(ports: Ports, use: Use): void {
  const problem = portsProblem(ports, use)
  if (problem !== undefined) throw new OperatorError(problem)
}

function otherPort(port: number): number {
  return port < 65_000 ? port + 100 : port - 100
}

/** @throws {OperatorError} saying who has the port, when it cannot be listened on. */
export async function requireFreePort(wanted: WantedPort): Promise<void> {
  const problem = await portProblem(wanted)
  if (problem !== undefined) throw new OperatorError(problem)
}

/** @returns undefined when the port is free, or what is wrong and what to do. */
export async function portProblem({
  name,
  host,
  port,
  variable,
  command = 'start',
}: WantedPort): Promise<string | undefined> {
  const code = await tryListen(host, port)
  switch (code) {
    case undefined:
      return undefined
    case 'EADDRINUSE':
      return (
        `Port ${port}, which the ${name} needs, is in use${await describeUser(port)}. ` +
        `Stop that, or choose another port: ${variable}=${otherPort(port)} ${npmCommand(command)}`
      )
    case 'EACCES':
      return `Port ${port}, which the ${name} needs, is kept for root. Choose one from 1024 on with ${variable}.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Give --host one that is, or 0.0.0.0 for all of them.`
    default:
      return `The ${name} cannot listen on ${host}, port ${port} (${code}). Choose others with --host and ${variable}.`
  }
}

async function tryListen(host: string, port: number): Promise<string | undefined> {
  const server = createServer()
  try {
    server.listen({ host, port, exclusive: true })
    await once(server, 'listening')
    return undefined
  } catch (error) {
    return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error'
  } finally {
    server.close()
  }
}

/** ` by process 12 (node server.js)` where Linux tells it and we may know it. */
async function describeUser(port: number): Promise<string> {
  const inodes = new Set((await Promise.all(['tcp', 'tcp6'].map((table) => listeningInodes(table, port)))).flat())
  if (inodes.size === 0) return ''
  for (const pid of await numbersIn('/proc')) {
    if (!(await holdsSocket(pid, inodes))) continue
    const command = (await commandLine(pid)).slice(0, 80)
    return ` by process ${pid} (${command})`
  }
  return ' by a process of another user'
}

/** Columns of /proc/net/tcp: 1 = local address:port in hexadecimal, 3 = state (0A = listening), 9 = inode. */
async function listeningInodes(table: string, port: number): Promise<string[]> {
  const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '')
  const wanted = port.toString(16).toUpperCase().padStart(4, '0')
  return text.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
    return local?.endsWith(`:${wanted}`) && state === '0A' && inode !== undefined ? [inode] : []
  })
}

async function numbersIn(directory: string): Promise<number[]> {
  const names = await readdir(directory).catch(() => [])
  return names.map(Number).filter(Number.isInteger)
}

async function holdsSocket(pid: number, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')))
  return targets.some((target) => inodes.has(target.slice('socket:['.length, -1)))
}
