import { Lock } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { FullState } from './full-state.tsx'

/** The viewer's roles do not include this view. */
export function Forbidden({ level }: { level: 1 | 2 }) {
  const t = useTranslations('states')
  return (
    <FullState level={level} Icon={Lock} title={t('forbidden')}>
      <p className="text-ink-muted">{t('forbiddenWhy')}</p>
    </FullState>
  )
}
