'use client'

import { useTranslations } from 'next-intl'
import { Button } from './button.tsx'

interface PageFootProps {
  /** Where the page that is shown begins; null = the newest. */
  before: string | null
  /** Where the next older page begins; null = there is none. */
  next: string | null
  onGo: (before: string | null) => void
}

/** The way to older pages of a list, and back. */
export function PageFoot({ before, next, onGo }: PageFootProps) {
  const t = useTranslations('paging')
  if (next === null && before === null) return null
  return (
    <div className="flex justify-center gap-2 p-3">
      {before !== null && (
        <Button size="small" className="max-tablet:h-11" onClick={() => onGo(null)}>
          {t('newest')}
        </Button>
      )}
      {next !== null && (
        <Button size="small" className="max-tablet:h-11" onClick={() => onGo(next)}>
          {t('older')}
        </Button>
      )}
    </div>
  )
}
