import { networkInterfaces } from 'node:os'
import type { Env } from '#server/env.ts'

export interface Addresses {
  /** The web app, as a person on this machine opens it. */
  url: string
  /** The event server, as processes of this machine reach it. */
  eventServerUrl: string
  /** The origin people and phones use; undefined when the servers listen on loopback only. */
  publicUrl: string | undefined
}

export function findAddresses(env: Env, host: string, { withWeb } = { withWeb: true }): Addresses {
  const eventServerUrl = `http://${reachable(host)}:${env.VIGIE_PORT}`
  const url = `http://${isLoopback(host) || isWildcard(host) ? 'localhost' : bracketed(host)}:${env.PORT}`
  return { url, eventServerUrl, publicUrl: env.VIGIE_URL ?? publicAddress(host, withWeb ? env.PORT : env.VIGIE_PORT) }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

function reachable(host: string): string {
  return isWildcard(host) || host === 'localhost' ? '127.0.0.1' : bracketed(host)
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

function publicAddress(host: string, port: number): string | undefined {
  if (isLoopback(host)) return undefined
  const address = isWildcard(host) ? lanAddress() : host
  return address === undefined ? undefined : `http://${bracketed(address)}:${port}`
}

function lanAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return all.find((address) => address.family === 'IPv4' && !address.internal)?.address
}
