'use client'

import { LogOut } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useViewer } from '#components/viewer/viewer-context.tsx'
import { signOut } from './sign-in-requests.ts'

/** Who looks, and the way out. */
export function SignOutButton({ className, labelClassName = '' }: { className: string; labelClassName?: string }) {
  const t = useTranslations('signIn')
  const viewer = useViewer()
  if (viewer === null) return null
  return (
    <button
      type="button"
      title={t('signOutOf', { name: viewer.name })}
      onClick={() => void signOut().then(({ ok }) => ok && location.assign('/sign-in'))}
      className={className}
    >
      <LogOut aria-hidden="true" strokeWidth={1.6} />
      <span className={labelClassName}>{t('signOut')}</span>
    </button>
  )
}
