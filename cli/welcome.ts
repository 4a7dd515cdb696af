import { issueWelcome } from '#server/api/sign-in/first-administrator.ts'
import { anybodyExists } from '#server/api/sign-in/people.ts'
import { SecretBox } from '#server/ingest/secrets.ts'
import type { Ground } from './bring-up.ts'
import { withStoreOn } from './installation.ts'

export async function canAnybodySignIn({
  databaseUrl,
  secret,
}: Pick<Ground, 'databaseUrl' | 'secret'>): Promise<boolean> {
  return withStoreOn(databaseUrl, new SecretBox(secret), ({ prisma }) => anybodyExists(prisma))
}

/** @returns the link that makes the first administrator; null when somebody can sign in already. */
export async function issueWelcomeUrl({
  addresses,
  databaseUrl,
  secret,
}: Pick<Ground, 'addresses' | 'databaseUrl' | 'secret'>): Promise<string | null> {
  const token = await withStoreOn(databaseUrl, new SecretBox(secret), ({ prisma }) => issueWelcome(prisma))
  if (token === null) return null
  const url = new URL('/welcome', addresses.publicUrl ?? addresses.url)
  url.searchParams.set('token', token)
  return url.href
}
