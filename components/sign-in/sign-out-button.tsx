'use client'

import { LogOut } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useViewer } from '#components/viewer/viewer-context.tsx'
import { signOut } from './sign-in-requests.ts'

/** The way out, for whoever is in. */
export function SignOutButton({ className }: { className: string }) {
  const t = useTranslations('signIn')
  if (useViewer() === null) return null
  return (
    <button
      type="button"
      onClick={() => void signOut().then(({ ok }) => ok && location.assign('/sign-in'))}
      className={className}
    >
      <LogOut aria-hidden="true" strokeWidth={1.6} />
      {t('signOut')}
    </button>
  )
}
