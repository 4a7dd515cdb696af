import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { getTranslations } from 'next-intl/server'
import { ApiReference } from '#components/api-reference/api-reference.tsx'
import { withOrigin } from '#components/api-reference/with-origin.ts'
import { Trouble } from '#components/states/trouble.tsx'
import { loadApiDocument, loadInstallation } from '../../event-server.ts'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('shell')
  return { title: t('apiReference') }
}

export default async function ApiReferencePage() {
  const [document, installation] = await Promise.all([loadApiDocument(), loadInstallation()])
  if (!document.ok) return <Trouble level={2} refusal={document.refusal} />
  const publicUrl = installation.ok ? installation.value.publicUrl : null
  const origin = publicUrl === null ? await askedOrigin() : new URL(publicUrl).origin
  return <ApiReference document={withOrigin(document.value, origin)} origin={origin} />
}

/** Without a public address a reader on this machine sends to where this page came from. */
async function askedOrigin(): Promise<string> {
  const all = await headers()
  const host = all.get('x-forwarded-host') ?? all.get('host') ?? 'localhost:3000'
  return `${all.get('x-forwarded-proto') === 'https' ? 'https' : 'http'}://${host}`
}
