'use client'

import { Lock } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useViewer } from '#components/viewer/viewer-context.tsx'
import { FullState } from './full-state.tsx'

/** The viewer's roles do not include this view. */
export function Forbidden({ level }: { level: 1 | 2 }) {
  const t = useTranslations('states')
  const role = useTranslations('access.role')
  const viewer = useViewer()
  return (
    <FullState level={level} Icon={Lock} title={t('forbidden')}>
      <p className="text-ink-muted">{t('forbiddenWhy')}</p>
      {viewer !== null && (
        <p className="text-12 text-ink-muted">
          {viewer.roles.length === 0
            ? t('forbiddenNone')
            : t('forbiddenYours', { roles: viewer.roles.map((each) => role(each)).join(', ') })}
        </p>
      )}
    </FullState>
  )
}
