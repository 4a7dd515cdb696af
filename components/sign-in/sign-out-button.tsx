'use client'

import { LogOut } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { forgetWords } from '#components/customers/kept-words.ts'
import { forgetOpened } from '#components/customers/recently-opened.ts'
import { useViewer } from '#components/viewer/viewer-context.tsx'
import { signOut } from './sign-in-requests.ts'

/** The way out, for whoever is in. */
export function SignOutButton({ className }: { className: string }) {
  const t = useTranslations('signIn')
  const [hasFailed, setHasFailed] = useState(false)
  if (useViewer() === null) return null
  const leave = async (): Promise<void> => {
    // At once: the page may hear over its own line that nobody is signed in, and go, before the answer comes.
    forgetOpened()
    forgetWords()
    setHasFailed(false)
    if ((await signOut()).ok) location.assign('/sign-in')
    else setHasFailed(true)
  }
  return (
    <>
      <button type="button" onClick={() => void leave()} className={className}>
        <LogOut aria-hidden="true" strokeWidth={1.6} />
        {t('signOut')}
      </button>
      {hasFailed && (
        <p role="alert" className="max-w-68 px-2 pb-1 text-12 text-bad">
          {t('signOutFailed')}
        </p>
      )}
    </>
  )
}
