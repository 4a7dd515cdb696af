'use client'

import { useTranslations } from 'next-intl'
import { useViewer } from '#components/viewer/viewer-context.tsx'

/** The name of whoever looks, and what they are. */
export function WhoLooks({ className }: { className: string }) {
  const role = useTranslations('access.role')
  const viewer = useViewer()
  if (viewer === null) return null
  return (
    <p className={className}>
      <b className="block truncate font-strong">{viewer.name}</b>
      <span className="text-12 text-ink-muted">{viewer.roles.map((each) => role(each)).join(', ')}</span>
    </p>
  )
}
