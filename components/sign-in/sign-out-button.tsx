'use client'

import { LogOut } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { forgetOpened } from '#components/customers/recently-opened.ts'
import { useViewer } from '#components/viewer/viewer-context.tsx'
import { signOut } from './sign-in-requests.ts'

/** The way out, for whoever is in. */
export function SignOutButton({ className }: { className: string }) {
  const t = useTranslations('signIn')
  if (useViewer() === null) return null
  const leave = async (): Promise<void> => {
    // At once: the page may hear over its own line that nobody is signed in, and go, before the answer comes.
    forgetOpened()
    if ((await signOut()).ok) location.assign('/sign-in')
  }
  return (
    <button type="button" onClick={() => void leave()} className={className}>
      <LogOut aria-hidden="true" strokeWidth={1.6} />
      {t('signOut')}
    </button>
  )
}
