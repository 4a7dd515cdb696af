import 'server-only'

import { headers } from 'next/headers'
import { loadInstallation } from './event-server.ts'

/** Where others reach this installation: as it was told, or else as this page was asked for. */
export async function publicOrigin(): Promise<string> {
  const [installation, head] = await Promise.all([loadInstallation(), headers()])
  if (installation.ok && installation.value.publicUrl !== null) return new URL(installation.value.publicUrl).origin
  const host = head.get('x-forwarded-host') ?? head.get('host') ?? 'localhost'
  const protocol = head.get('x-forwarded-proto') ?? 'http'
  return `${protocol.split(',', 1)[0]?.trim() === 'https' ? 'https' : 'http'}://${host}`
}
