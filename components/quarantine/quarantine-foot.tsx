'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import type { QuarantineAddress } from './quarantine-address.ts'

interface QuarantineFootProps {
  address: QuarantineAddress
  next: string | null
  onGo: (address: QuarantineAddress) => void
}

/** The way to older pages and back. */
export function QuarantineFoot({ address, next, onGo }: QuarantineFootProps) {
  const t = useTranslations('quarantine')
  if (next === null && address.before === null) return null
  return (
    <div className="flex justify-center gap-2 p-3">
      {address.before !== null && (
        <Button size="small" className="max-tablet:h-11" onClick={() => onGo({ ...address, before: null })}>
          {t('newest')}
        </Button>
      )}
      {next !== null && (
        <Button size="small" className="max-tablet:h-11" onClick={() => onGo({ ...address, before: next })}>
          {t('older')}
        </Button>
      )}
    </div>
  )
}
